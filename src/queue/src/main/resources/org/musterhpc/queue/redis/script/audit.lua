-- Walks over what is in flight of one stage, a page a call; no move. An index is not trusted alone: a task that the index by deadlines has
-- lost is put back, and a holder that nobody hears of gets one lease from now, after which it is silent as any other.
-- KEYS 1 working HASH, 2 expiry ZSET, 3 beats ZSET, 4 campaign HASH
-- ARGV 1 time or '', 2 cursor of the page (0: the first), 3 how many to look at
-- Returns the cursor of the next page, '0' after the last.
--@include include-time.lua
--@include include-batch.lua
local longest, grace = unpack(redis.call('HMGET', KEYS[4], 'lease', 'grace'))
longest, grace = tonumber(longest or '') or 30000, tonumber(grace or '') or 30000
local page = redis.call('HSCAN', KEYS[1], ARGV[2], 'COUNT', ARGV[3])
local deadlines, silent, known = {}, {}, {}
for i = 1, #page[2], 2 do
  local id, record = page[2][i], page[2][i + 1]
  local agent, deadline = string.match(record, '^%d+ (%S+) %d+ (%d+) ')
  if agent and not redis.call('ZSCORE', KEYS[2], id) then
    deadlines[#deadlines + 1] = tonumber(deadline) + grace
    deadlines[#deadlines + 1] = id
  end
  if agent and not known[agent] then
    known[agent] = true
    if not redis.call('ZSCORE', KEYS[3], agent) then
      silent[#silent + 1] = now + longest
      silent[#silent + 1] = agent
    end
  end
end
call_many('ZADD', KEYS[2], deadlines)
call_many('ZADD', KEYS[3], silent)
return page[1]
