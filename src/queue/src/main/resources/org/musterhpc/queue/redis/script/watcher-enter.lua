-- A watcher is there: makes a consumer group of its name on each stream that it reads, from its beginning, where there is none. No move.
-- KEYS 1 campaign HASH, then per stage: done STREAM, ended STREAM, dead HASH, cancelled HASH
-- ARGV 1 time or '', 2 name of the watcher, 3 when the campaign that it knows was created (ms), then per stage: which ends it is told of, some
--      of the letters d (DONE), D (DEAD), C (CANCELLED)
-- Returns {GONE}, also where a new campaign has the name, or {OK, then per stage: 1 where the ended stream has fewer entries than tasks are
-- dead and cancelled, else 0; then the name of each process that holds records}.
--@include include-sound.lua
--@include include-watched.lua
if redis.call('HGET', KEYS[1], 'created') ~= ARGV[3] then return {'GONE'} end
local stages = watched(4)
local reply, seen = {'OK'}, {}
for _, s in ipairs(stages) do
  local wrong = unsound({s.ended, 'stream', s.dead, 'hash', s.cancelled, 'hash'}) or unsound({s.done, 'stream'})
  if wrong then return wrong end
end
for _, s in ipairs(stages) do
  for _, stream in ipairs(s.streams) do
    local made = redis.pcall('XGROUP', 'CREATE', stream.key, ARGV[2], '0', 'MKSTREAM')
    if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return made end
    for _, holder in ipairs(redis.call('XPENDING', stream.key, ARGV[2])[4] or {}) do seen[holder[1]] = true end
  end
  local noted = redis.call('XLEN', s.ended) >= redis.call('HLEN', s.dead) + redis.call('HLEN', s.cancelled)
  reply[#reply + 1] = noted and '0' or '1'
end
for holder in pairs(seen) do reply[#reply + 1] = holder end
return reply
