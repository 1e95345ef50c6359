-- Shared. Adds an attempt (JSON) to what is known of a task.
local function remember(history, id, attempt)
  local past = redis.call('HGET', history, id)
  redis.call('HSET', history, id, past and (past .. ',' .. attempt) or attempt)
end
