-- Takes, prolongs or gives up the watch over a cluster; no move.
-- KEYS 1 what is there while anybody watches (campaign HASH, or agents HASH of a pool), 2 what says who does (watch or tender STRING)
-- ARGV 1 time or '', 2 watcher, 3 how long (ms), or 0 to give it up
-- Returns MINE, TAKEN (another has it) or GONE (key 1 is not there, or the watch was given up).
if redis.call('EXISTS', KEYS[1]) == 0 then return 'GONE' end
local holder, time = redis.call('GET', KEYS[2]), tonumber(ARGV[3])
if holder and holder ~= ARGV[2] then
  -- It lasts for ever, or for longer than any: somebody else wrote it, or the clock was put back. From now on, then.
  local lasts = redis.call('PTTL', KEYS[2])
  if time > 0 and (lasts < 0 or lasts > time) then redis.call('SET', KEYS[2], holder, 'PX', time) end
  return 'TAKEN'
end
if time == 0 then
  redis.call('DEL', KEYS[2])
  return 'GONE'
end
redis.call('SET', KEYS[2], ARGV[2], 'PX', time)
return 'MINE'
