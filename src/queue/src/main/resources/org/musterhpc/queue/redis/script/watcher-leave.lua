-- A process of a watcher is gone: what it held is anybody's at once, rather than after a lease. No move.
-- KEYS 1 and following: the streams
-- ARGV 1 time or '', 2 name of the watcher, 3 name of the process
-- Returns how many records it held.
local name, process, PORTION = ARGV[2], ARGV[3], 500
local held = 0
for _, key in ipairs(KEYS) do
  local from, some = '-', nil
  repeat
    some = redis.pcall('XPENDING', key, name, from, '+', PORTION, process)
    for _, pending in ipairs(some) do
      -- Held since the beginning of time.
      redis.call('XCLAIM', key, name, process, 0, pending[1], 'TIME', 1, 'JUSTID')
      from = '(' .. pending[1]
      held = held + 1
    end
  until #some < PORTION
  -- Processes come and go; one that holds nothing need not be remembered.
  local all = redis.pcall('XINFO', 'CONSUMERS', key, name)
  for _, consumer in ipairs(all.err and {} or all) do
    local fields = {}
    for i = 1, #consumer, 2 do fields[consumer[i]] = consumer[i + 1] end
    if fields.pending == 0 then redis.call('XGROUP', 'DELCONSUMER', key, name, fields.name) end
  end
end
return held
