-- Shared. Stops all claiming where too much of a stage fails; a person resumes.
-- halt(campaign HASH, events STREAM, stage, id of the task that failed last, more of the record as JSON)
local function halt(campaign, events, stage, id, more)
  redis.call('HSET', campaign, 'paused', '1', 'halted',
    '{"stage":' .. cjson.encode(stage) .. ',"id":' .. cjson.encode(id) .. ',' .. more .. '}')
  event(events, 'halt', stage, id)
end
-- failed_alike(counts HASH, like, limit): notes that a task failed and how; how is '' where that says nothing of the others. Returns their
-- number where so many have failed, all alike and none was done; they are counted from the beginning then.
local function failed_alike(counts, like, limit)
  if limit == 0 or like == '' then return nil end
  local done, before, number = unpack(redis.call('HMGET', counts, 'out:OK', 'alike_as', 'alike'))
  if number == '-1' or (tonumber(done or '') or 0) > 0 then return nil end
  number = (tonumber(number or '') or 0) + 1
  if before and before ~= like then number = -1 end
  local reached = number >= limit and number
  redis.call('HSET', counts, 'alike', reached and 0 or number, 'alike_as', like)
  return reached
end
-- too_many_dead(counts HASH, dead HASH, limit, percent): how many have died since the last halt, where that are too many. Of a stage that
-- is still being sent, nobody knows of how many.
local function too_many_dead(counts, dead, limit, percent)
  if limit == 0 and percent == 0 then return nil end
  local before, pushed, sealed = unpack(redis.call('HMGET', counts, 'halted_at', 'pushed', 'sealed'))
  local all = redis.call('HLEN', dead)
  local since = all - (tonumber(before or '') or 0)
  local reached = (limit > 0 and since >= limit)
    or (percent > 0 and (sealed == '1' or since >= 25) and since * 100 >= percent * (tonumber(pushed or '') or 0))
  if not reached then return nil end
  redis.call('HSET', counts, 'halted_at', all)
  return since
end
