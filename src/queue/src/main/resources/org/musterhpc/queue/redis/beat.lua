-- An agent says that it lives; no move.
-- KEYS 1 campaign HASH, 2 agents HASH
-- ARGV 1 time or '', 2 agent, 3 lease (ms), 4 what it is (JSON), 5 forget agents unheard of for so long (ms), or 0,
--      6 when the campaign that the agent knows was created (ms)
-- Returns {now, mood}: OPEN, PAUSED or GONE, also where a new campaign has the name of the one that the agent knows.
--@include include-time.lua
local created, paused = unpack(redis.call('HMGET', KEYS[1], 'created', 'paused'))
if created ~= ARGV[6] then return {now, 'GONE'} end
redis.call('HSET', KEYS[2], ARGV[2], string.format('%.0f', now) .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
local age = tonumber(ARGV[5])
if age > 0 then
  local all = redis.call('HGETALL', KEYS[2])
  for i = 1, #all, 2 do
    -- What no agent wrote goes with the first who cleans up.
    local seen = tonumber(string.match(all[i + 1], '^(%d+) %d+ {'))
    if not seen or seen < now - age then redis.call('HDEL', KEYS[2], all[i]) end
  end
end
return {now, paused == '1' and 'PAUSED' or 'OPEN'}
