-- A process of a watcher acknowledges records, and goes on holding others. No move.
-- KEYS 1 and following: the streams
-- ARGV 1 time or '', 2 name of the watcher, 3 name of the process, 4 how many are acknowledged, then these, then those that are held, each: place
--      of its stream, entry
-- Returns how many of those are still its own: what lapsed meanwhile is another's.
local name, process, first_held = ARGV[2], ARGV[3], 5 + 2 * tonumber(ARGV[4])
for i = 5, first_held - 1, 2 do redis.pcall('XACK', KEYS[tonumber(ARGV[i])], name, ARGV[i + 1]) end
local own = 0
for i = first_held, #ARGV, 2 do
  local key, entry = KEYS[tonumber(ARGV[i])], ARGV[i + 1]
  local pending = redis.pcall('XPENDING', key, name, entry, entry, 1, process)
  if #pending > 0 then
    redis.call('XCLAIM', key, name, process, 0, entry, 'JUSTID')
    own = own + 1
  end
end
return own
