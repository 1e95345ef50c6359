-- Shared. The bell: agents that found nothing wait for it. As many entries, as there is work for agents, and never more than 64; they
-- are forgotten after half a minute, when those who wait have asked by themselves. It is a hint: no task fails of it.
-- ring(bell LIST, for how many, what those who wait are told: nil where there is nothing to tell)
local function ring(bell, times, what)
  local there = redis.pcall('LLEN', bell)
  if type(there) ~= 'number' then return end
  local more = math.min(times, 64 - there)
  if more <= 0 then return end
  local entries = {}
  for i = 1, more do entries[i] = what or '1' end
  redis.pcall('RPUSH', bell, unpack(entries))
  redis.pcall('PEXPIRE', bell, 30000)
end
