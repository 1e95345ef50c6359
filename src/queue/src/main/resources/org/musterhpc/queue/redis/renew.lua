-- Prolongs leases of one stage; no move. A lease never lasts beyond its deadline and the grace after it.
-- KEYS 1 working HASH, 2 expiry ZSET
-- ARGV 1 time or '', 2 lease (ms), 3 grace after the deadline (ms), then per task: id, token
-- Returns the tokens of those that are no longer the agent's; not their ids, as it may hold an old and a new lease on one task.
--@include include-time.lua
--@include include-batch.lua
--@include include-lease.lua
local lease, grace = tonumber(ARGV[2]), tonumber(ARGV[3])
local lost, ends = {}, {}
for i = 4, #ARGV, 2 do
  local record = redis.call('HGET', KEYS[1], ARGV[i])
  if held(record, ARGV[i + 1]) then
    local deadline = tonumber(string.match(record, '^%d+ %S+ %d+ (%d+) '))
    ends[#ends + 1] = math.min(now + lease, deadline + grace)
    ends[#ends + 1] = ARGV[i]
  else
    lost[#lost + 1] = ARGV[i + 1]
  end
end
call_many('ZADD', KEYS[2], ends)
return lost
