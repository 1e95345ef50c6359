-- Looks for leases that ran out; moves nothing. Where the index by expiry has lost some of what is in flight, it is mended: those
-- leases end a lease after the task was claimed or its agent was heard of last. Their holder, if it lives, prolongs them as ever.
-- KEYS 1 working HASH, 2 expiry ZSET, 3 agents HASH
-- ARGV 1 time or '', 2 how many at the most; 0: none, only the time is asked for
-- Returns {now, then per task: id, record of the working queue, when its lease ran out}.
--@include include-time.lua
--@include include-batch.lua
local lost = ARGV[2] ~= '0' and redis.call('HLEN', KEYS[1]) - redis.call('ZCARD', KEYS[2]) or 0
if lost > 0 then
  local most, ends, cursor = math.min(lost, 1000), {}, '0'
  repeat
    local page = redis.call('HSCAN', KEYS[1], cursor, 'COUNT', 1000)
    cursor = page[1]
    for i = 1, #page[2], 2 do
      local id, agent, claimed, deadline = page[2][i], string.match(page[2][i + 1], '^%d+ (%S+) (%d+) (%d+) ')
      if agent and not redis.call('ZSCORE', KEYS[2], id) then
        local seen, lease = string.match(redis.call('HGET', KEYS[3], agent) or '', '^(%d+) (%d+) ')
        local since = math.max(tonumber(claimed), tonumber(seen or '0'))
        ends[#ends + 1] = math.min(since + tonumber(lease or '30000'), tonumber(deadline))
        ends[#ends + 1] = id
      end
    end
  until cursor == '0' or #ends >= 2 * most
  call_many('ZADD', KEYS[2], ends)
end
local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[2])
local reply = {now}
for i = 1, #ids, 2 do
  local record = redis.call('HGET', KEYS[1], ids[i])
  if record then
    reply[#reply + 1] = ids[i]
    reply[#reply + 1] = record
    reply[#reply + 1] = ids[i + 1]
  else
    redis.call('ZREM', KEYS[2], ids[i]) -- what is not in flight any more has no lease
  end
end
return reply
