-- Asks whether everything that can end has ended; no move. Where it has, the bell is rung for others who wait: so all of them hear of it.
-- KEYS 1 bell LIST, then per stage: proc LIST, delayed ZSET, working HASH, counts HASH
-- ARGV 1 time or '', 2 1 where the bell is to be rung, else 0
-- Returns 1 or 0.
--@include include-ring.lua
for at = 2, #KEYS, 4 do
  local sealed, blank = unpack(redis.call('HMGET', KEYS[at + 3], 'sealed', 'blank'))
  if sealed ~= '1' or redis.call('LLEN', KEYS[at]) > (tonumber(blank or '') or 0) or redis.call('ZCARD', KEYS[at + 1]) > 0
    or redis.call('HLEN', KEYS[at + 2]) > 0 then return 0 end
end
if ARGV[2] == '1' then ring(KEYS[1], 2) end
return 1
