-- Looks for some tasks by their ids, a page of a list or of a sorted set of messages a call; no move.
-- KEYS 1 proc or held LIST, or delayed ZSET
-- ARGV 1 time or '', 2 list | zset, 3 index of the first to look at, 4 how many at the most, then the ids
-- Returns {how many there are in all, index of the next page or -1 after the last, then per task that was found: id, index (of a sorted set
-- the score), message}.
--@include include-message.lua
--@include include-seek.lua
local key, kind, first, most = KEYS[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local wanted = {}
for i = 5, #ARGV do wanted[ARGV[i]] = true end
local length = redis.pcall(kind == 'list' and 'LLEN' or 'ZCARD', key)
if type(length) ~= 'number' then return {0, -1} end
local last = math.min(first + most, length) - 1
local reply, reached = {length, -1}, first - 1
local function see(at, body, where)
  reached = at
  local id = id_of(body)
  if id and wanted[id] then
    for _, part in ipairs({id, where, body}) do reply[#reply + 1] = part end
  end
end
if kind == 'list' then
  pages(key, first, last, function(at, body) see(at, body, string.format('%.0f', at)) end)
else
  local some = redis.call('ZRANGE', key, first, last, 'WITHSCORES')
  for i = 1, #some, 2 do see(first + (i - 1) / 2, some[i], some[i + 1]) end
end
if reached < length - 1 and reached >= first then reply[2] = reached + 1 end
return reply
