-- Shared. Fencing: whether a report still speaks for the task.
-- held(record in working or false, token): true where the lease is the reporter's.
local function held(record, token)
  return record and string.match(record, '^(%d+) ') == token
end
-- said_before(text of what was recorded or false, token): true where this very report was accepted and its answer lost.
local function said_before(text, token)
  return text and string.find(text, '"token":' .. token .. ',', 1, true) ~= nil
end
-- too_late(late key, counts key, what): keeps an outcome aside that counts for nothing.
local function too_late(late, counts, what)
  redis.call('HINCRBY', counts, 'late', 1)
  redis.call('LPUSH', late, what)
  redis.call('LTRIM', late, 0, 999)
end
