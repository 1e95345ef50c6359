-- Shared. A second attempt at a task that takes long, beside the one that holds it. doubles HASH: id → `token1 token2 agent2 claimed
-- deadline`. It counts as long as the lease stands for which it was made: that with token1, and until it has failed: then token2 is 0. What
-- is void is left alone; it is overwritten by the next, and goes with the task's end. It is worth no task: of a key of another kind there
-- is none.
-- there_are(doubles)
local function there_are(doubles)
  local number = redis.pcall('HLEN', doubles)
  return type(number) == 'number' and number > 0
end
-- double_of(doubles, id, record of the working queue or false): token and agent of the one that counts; nil: there is none.
local function double_of(doubles, id, record)
  local double = record and redis.pcall('HGET', doubles, id)
  if type(double) ~= 'string' then return nil end
  local first, token, agent = string.match(double, '^(%d+) (%d+) (%S+) %d+ %d+$')
  if first and token ~= '0' and first == string.match(record, '^(%d+) ') then return token, agent end
  return nil
end
-- tell_double(doubles, revoked HASH, id, record): the lease ends, and with it what the double counts for: its agent is told.
local function tell_double(doubles, revoked, id, record)
  local _, agent = double_of(doubles, id, record)
  if agent then redis.pcall('HINCRBY', revoked, agent, 1) end
end
-- fail_double(doubles, id, record, token): where this is the token of the one that counts, it has failed, and counts no more. It stays, so
-- that there is no third.
local function fail_double(doubles, id, record, token)
  if double_of(doubles, id, record) ~= token then return end
  local first, rest = string.match(redis.call('HGET', doubles, id), '^(%d+) %d+ (.*)$')
  redis.call('HSET', doubles, id, first .. ' 0 ' .. rest)
end
