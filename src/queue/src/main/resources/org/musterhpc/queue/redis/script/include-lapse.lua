-- Shared. A lease belongs to an agent: it lasts as long as the agent is heard of, and for a task no longer than the task's deadline and
-- the grace after it.
-- ends(record of the working queue, expiry ZSET, id, beats ZSET): when the lease on a task ends or ended (ms); 0 where nobody knows its
-- agent. A task that the index has lost lasts as long as its agent.
local function ends(record, expiry, id, beats)
  local agent = string.match(record, '^%d+ (%S+) ')
  local heard = agent and redis.call('ZSCORE', beats, agent)
  if not heard then return 0 end
  local last = redis.call('ZSCORE', expiry, id)
  return last and math.min(tonumber(heard), tonumber(last)) or tonumber(heard)
end
-- revoke(revoked HASH, record): its agent is told with its next heartbeat that something is not its own any more.
local function revoke(revoked, record)
  local agent = string.match(record, '^%d+ (%S+) ')
  if agent then redis.pcall('HINCRBY', revoked, agent, 1) end
end
