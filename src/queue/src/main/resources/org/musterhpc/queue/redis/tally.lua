-- Counts everything at one moment, in constant time a stage; changes nothing.
-- KEYS 1 campaign HASH, 2 agents HASH, then per stage: proc LIST, held LIST, blocked HASH, working HASH, delayed ZSET, index HASH,
--      dead HASH, cancelled HASH, counts HASH, pace HASH
-- ARGV 1 time or ''
-- Returns {now, paused 0|1, living agents, then per stage the eight sizes in the order of the keys, counts and pace as flat lists}.
--@include include-time.lua
local living = 0
for _, agent in ipairs(redis.call('HVALS', KEYS[2])) do
  local seen, lease = string.match(agent, '^(%d+) (%d+) ')
  if tonumber(seen) + tonumber(lease) >= now then living = living + 1 end
end
local reply = {now, redis.call('HGET', KEYS[1], 'paused') == '1' and 1 or 0, living}
local size = {'LLEN', 'LLEN', 'HLEN', 'HLEN', 'ZCARD', 'HLEN', 'HLEN', 'HLEN'}
for at = 3, #KEYS, 10 do
  for i = 1, 8 do reply[#reply + 1] = redis.call(size[i], KEYS[at + i - 1]) end
  reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 8])
  reply[#reply + 1] = redis.call('HGETALL', KEYS[at + 9])
end
return reply
