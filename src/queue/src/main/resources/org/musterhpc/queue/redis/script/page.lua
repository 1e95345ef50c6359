-- Reads a page of a key, whatever it holds; changes nothing. What is very long is cut, and a page ends early where it would be: whoever
-- reads must not choke on what somebody else wrote.
-- KEYS 1 the key
-- ARGV 1 time or '', 2 the type that it should have: hash, list, zset, stream, string, or field (of a hash), 3 where to begin: cursor, index or stream
--      id as the page before said, or the field, 4 how many at the most, 5 how many bytes of one value, 6 how many of a value that has more
-- Returns {where the next begins or '', then pairs: field and value, '' and element, score and member, stream id and its fields as a list}.
-- {''} where the key is of another type, or empty.
local key, kind, from, most, limit, part = KEYS[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local ENOUGH = 8388608
local function cut(text) return #text > limit and string.sub(text, 1, part) or text end
local reply, bytes = {''}, 0
local function add(name, value)
  bytes = bytes + math.min(#value, limit)
  reply[#reply + 1] = cut(name)
  reply[#reply + 1] = cut(value)
end
local page
if kind == 'hash' then
  page = redis.pcall('HSCAN', key, from == '' and '0' or from, 'COUNT', most)
elseif kind == 'string' then
  -- MGET, unlike GET, does not mind a key of another type.
  local text = redis.call('MGET', key)[1]
  if text then add('', text) end
  return reply
elseif kind == 'field' then
  local text = redis.pcall('HGET', key, from)
  if type(text) == 'string' then add('', text) end
  return type(text) == 'table' and not string.find(text.err, 'WRONGTYPE', 1, true) and text or reply
elseif kind == 'stream' then
  page = redis.pcall('XRANGE', key, from == '' and '-' or from, '+', 'COUNT', most)
else
  local first = tonumber(from) or 0
  page = kind == 'list' and redis.pcall('LRANGE', key, first, first + most - 1)
    or redis.pcall('ZRANGE', key, first, first + most - 1, 'WITHSCORES')
end
if page.err then return string.find(page.err, 'WRONGTYPE', 1, true) and reply or page end

if kind == 'hash' then
  for i = 1, #page[2], 2 do add(page[2][i], page[2][i + 1]) end
  reply[1] = page[1] == '0' and '' or page[1]
elseif kind == 'stream' then
  for i, entry in ipairs(page) do
    local fields = {}
    for f, text in ipairs(entry[2]) do
      bytes = bytes + math.min(#text, limit)
      fields[f] = cut(text)
    end
    reply[#reply + 1] = entry[1]
    reply[#reply + 1] = fields
    if bytes >= ENOUGH or i == most then
      reply[1] = '(' .. entry[1]
      break
    end
  end
else
  local step = kind == 'list' and 1 or 2
  for i = 1, #page, step do
    add(step == 1 and '' or page[i + 1], page[i])
    if bytes >= ENOUGH or i + step > step * most then
      reply[1] = string.format('%.0f', (tonumber(from) or 0) + (i - 1) / step + 1)
      break
    end
  end
end
return reply
