-- Shared. Reads as much of a message as the scripts need.
-- read(body, next) returns: id or nil, counted (its "n" was given by Muster: a whole number below the next), walltime text or nil, reason
-- why it is bad or nil, memory as it stands there (or nil).
-- A message that Muster pushed and nobody has tried begins with n, id and params or signature: that is matched, not parsed.
local MOST_BYTES, MOST_OF_ID, PART = 1048576, 4096, 4096
local function read(body, next)
  if #body > MOST_BYTES then
    local n, own = string.match(body, '^{"n":(%d+),"id":"([^"\\]+)"')
    local id = own or string.match(string.sub(body, 1, PART), '^%s*{%s*"id"%s*:%s*"([^"\\]+)"')
    if id and #id > MOST_OF_ID then id = nil end
    return id, n ~= nil and next ~= nil and tonumber(n) < next, nil, 'is of ' .. #body .. ' bytes; a message has at most ' .. MOST_BYTES
  end
  local _, stop, n, id = string.find(body, '^{"n":(%d+),"id":"([^"\\]+)"')
  if stop and #id <= MOST_OF_ID then
    local following = string.sub(body, stop + 1, stop + 10)
    if following == ',"params":' or string.sub(following, 1, 8) == ',"sig":"' or following == '}' then
      return id, next ~= nil and tonumber(n) < next, nil, nil
    end
  end
  id = nil
  if not string.find(body, '^%s*{') then return nil, false, nil, 'not a JSON object' end
  local fine, message = pcall(cjson.decode, body)
  if not fine then return nil, false, nil, 'not valid JSON' end
  local number = message.n
  local counted = type(number) == 'number' and next ~= nil and number >= 0 and number < next and math.floor(number) == number
  if message.id ~= nil and message.id ~= cjson.null then
    if type(message.id) ~= 'string' or message.id == '' then return nil, counted, nil, 'id is not a text' end
    if #message.id > MOST_OF_ID then return nil, counted, nil, 'id has more than ' .. MOST_OF_ID .. ' bytes' end
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
-- kept(body): what is kept of a message that cannot be run: all of it, or its first part.
local function kept(body)
  return #body > MOST_BYTES and string.sub(body, 1, PART) or body
end
-- as_json(body): the message where it is JSON, else its text as a JSON string.
local function as_json(body)
  local _, _, _, bad = read(body)
  if #body > MOST_BYTES or (bad and not pcall(cjson.decode, body)) then return cjson.encode(kept(body)) end
  return body
end
-- pending_after(pending, taken, foreign): what to add to pending and to pushed, so many having been taken off the queue of which so many
-- were not counted. A forged "n" below the next is not known at once; it is at the latest when pending would be less than nothing.
local function pending_after(pending, taken, foreign)
  local forged = math.max(0, taken - foreign - pending)
  return foreign + forged - taken, foreign + forged
end
