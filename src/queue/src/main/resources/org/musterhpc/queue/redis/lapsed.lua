-- Looks for leases that ran out; changes nothing.
-- KEYS 1 working HASH, 2 expiry ZSET
-- ARGV 1 time or '', 2 how many at the most
-- Returns {now, then per task: id, record of the working queue}.
--@include include-time.lua
local ids = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[2])
local reply = {now}
for _, id in ipairs(ids) do
  local record = redis.call('HGET', KEYS[1], id)
  if record then
    reply[#reply + 1] = id
    reply[#reply + 1] = record
  end
end
return reply
