-- Looks for leases that ran out; changes nothing.
-- KEYS 1 working HASH, 2 expiry ZSET
-- ARGV 1 time or '', 2 how many at the most
-- Returns {now, then per task: id, record of the working queue, when its lease ran out}.
--@include include-time.lua
local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[2])
local reply = {now}
for i = 1, #ids, 2 do
  local record = redis.call('HGET', KEYS[1], ids[i])
  if record then
    reply[#reply + 1] = ids[i]
    reply[#reply + 1] = record
    reply[#reply + 1] = ids[i + 1]
  end
end
return reply
