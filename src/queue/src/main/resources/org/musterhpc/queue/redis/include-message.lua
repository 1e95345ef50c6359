-- Shared. Reads as much of a message as the scripts need.
-- read(body) returns: id or nil, counted (it has "n": Muster pushed it), walltime text or nil, reason why it is bad or nil,
-- memory as it stands there (or nil).
-- A message that Muster pushed and nobody has tried begins with n, id and params or signature: that is matched, not parsed.
local function read(body)
  local _, stop, id = string.find(body, '^{"n":%d+,"id":"([^"\\]+)"')
  if stop then
    local following = string.sub(body, stop + 1, stop + 10)
    if following == ',"params":' or string.sub(following, 1, 8) == ',"sig":"' or following == '}' then return id, true, nil, nil end
  end
  if not string.find(body, '^%s*{') then return nil, false, nil, 'not a JSON object' end
  local fine, message = pcall(cjson.decode, body)
  if not fine then return nil, false, nil, 'not valid JSON' end
  local counted = type(message.n) == 'number'
  if message.id ~= nil and message.id ~= cjson.null then
    if type(message.id) ~= 'string' or message.id == '' then return nil, counted, nil, 'id is not a text' end
    id = message.id
  end
  if message.params ~= nil and message.params ~= cjson.null and type(message.params) ~= 'table' then
    return id, counted, nil, 'params is not an object'
  end
  local walltime = message.walltime
  if walltime == cjson.null then walltime = nil end
  if walltime ~= nil and type(walltime) ~= 'string' then return id, counted, nil, 'walltime is not a text such as 00:10:00' end
  local memory = message.memory
  if memory == cjson.null then memory = nil end
  return id, counted, walltime, nil, memory
end
-- as_json(body): the message where it is JSON, else its text as a JSON string.
local function as_json(body)
  local _, _, _, bad = read(body)
  if bad and not pcall(cjson.decode, body) then return cjson.encode(body) end
  return body
end
