-- Tasks for which another waited, a page a call; changes nothing.
-- KEYS 1 members ZSET of the stage of that other, then per stage waited for: index HASH, done STREAM, dead HASH, cancelled HASH
-- ARGV 1 time or '', 2 group | each | all, 3 the group or the key of that other, 4 only those that are not done: 1 or '', 5 where to begin, as the
--      page before said: '' at first, 6 how many at the most, then the names of the stages waited for
-- Returns {where the next begins or '', then per task: id, record}; the record is '' where the task is not over (any more).
-- Of a whole stage only those are told that are not done. A page ends early where records are long.
--@include include-entry.lua
local mode, group, failed, from, most = ARGV[2], ARGV[3], ARGV[4] == '1', ARGV[5], tonumber(ARGV[6])
-- What is longer than any of ours was written by somebody else: such an id is passed over, such a record cannot be read.
local ENOUGH, MOST_OF_ID, MOST_OF_RECORD = 8388608, 4096, 4194304
local bytes, reply = 0, {''}
local function add(id, record)
  if #id > MOST_OF_ID then return end
  if #record > MOST_OF_RECORD then record = '' end
  bytes = bytes + #record
  reply[#reply + 1] = id
  reply[#reply + 1] = record
end
local function tell(id, at)
  local index, done, dead, cancelled = unpack(KEYS, at, at + 3)
  local entry = redis.call('HGET', index, id)
  if entry then
    if failed then return end
    local found = whole(entry) and redis.call('XRANGE', done, whole(entry), whole(entry))[1]
    return add(id, found and found[2][2] or '')
  end
  add(id, redis.call('HGET', dead, id) or redis.call('HGET', cancelled, id) or '')
end
if mode == 'each' then
  for i = 7, #ARGV do tell(ARGV[i] .. '/' .. group, 2 + 4 * (i - 7)) end
elseif mode == 'group' then
  local members = redis.call('ZRANGE', KEYS[1], from == '' and '[' .. group .. '\0' or '(' .. from, '(' .. group .. '\1', 'BYLEX', 'LIMIT', 0, most)
  for i, text in ipairs(members) do
    tell(string.sub(text, #group + 12), 2)
    if bytes >= ENOUGH or i == most then
      reply[1] = text
      break
    end
  end
else
  local at, cursor = string.match(from, '^(%d):(%d+)$')
  at = tonumber(at or '4')
  local page = redis.call('HSCAN', KEYS[at], cursor or '0', 'COUNT', most)
  for i = 1, #page[2], 2 do add(page[2][i], page[2][i + 1]) end
  if page[1] ~= '0' then
    reply[1] = at .. ':' .. page[1]
  elseif at == 4 then
    reply[1] = '5:0'
  end
end
return reply
