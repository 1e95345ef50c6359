-- RESTORE, and PUSH or HOLD: puts tasks of one stage in, numbered without a gap, each once however often it is sent: as done where
-- their record is known, else as new ones. The stage waited for has come before, so what it waits for is done or it is not.
-- KEYS 1 campaign HASH, 2 proc LIST, 3 held LIST, 4 blocked HASH, 5 counts HASH, 6 index HASH of the stage waited for (or of this one),
--      7 done STREAM, 8 index HASH, 9 places HASH, 10 runs HASH
-- ARGV 1 time or '', 2 number n of the first, 3 mode: free | all | each, 4 in how many places those ran that are done, then these, then
--      per task: id, message, id waited for or '', which of the places (1: the first), record but for its beginning; the last two '' where
--      it is not done; the id '' where it is there already, having ended
-- Returns the number that the next task must have; -1 where no restore is under way; -2 where numbers would be left out; -4 where
-- another waits already for a task that one of these waits for.
--@include include-batch.lua
--@include include-entry.lua
--@include include-place.lua
--@include include-runs.lua
--@include include-sound.lua
local restoring = redis.call('HGET', KEYS[1], 'restoring')
if restoring ~= '1' then return -1 end
local proc, held, blocked, counts, before, done, index = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local wrong = unsound({proc, 'list', held, 'list', blocked, 'hash', before, 'hash', index, 'hash'}, counts, {'next', 'pending', 'pushed'})
if wrong then return wrong end
local first, mode, at = tonumber(ARGV[2]), ARGV[3], 5 + tonumber(ARGV[4])
local count = (#ARGV + 1 - at) / 5
local wanted, open = unpack(redis.call('HMGET', counts, 'next', 'open'))
wanted = tonumber(wanted or '1')
if first > wanted then return -2 end
if first < wanted then return wanted end
local ready, waiting, indexed, taken, seen = {}, {}, {}, {}, {}
if mode == 'each' then
  for i = at, #ARGV, 5 do
    local waits = ARGV[i + 2]
    if ARGV[i] ~= '' and ARGV[i + 4] == '' and redis.call('HEXISTS', before, waits) == 0 then
      if taken[waits] or redis.call('HEXISTS', blocked, waits) == 1 then return -4 end
      taken[waits] = true
    end
  end
end
local numbers = placed(KEYS[9], 4)
for i = at, #ARGV, 5 do
  local id, body, waits, place, rest = unpack(ARGV, i, i + 4)
  local there = id == '' -- it only takes its number
  if not there and rest ~= '' then
    indexed[#indexed + 1] = id
    rest = numbers[tonumber(place)] .. rest
    indexed[#indexed + 1] = shortened(redis.call('XADD', done, '*', 'r', '[[' .. rest))
    learn(seen, rest)
  elseif not there and mode == 'each' and redis.call('HEXISTS', before, waits) == 0 then
    waiting[#waiting + 1] = waits
    waiting[#waiting + 1] = body
  elseif not there then
    ready[#ready + 1] = body
  end
end
call_many('HSET', index, indexed)
call_many('HSET', blocked, waiting)
if mode == 'all' and open ~= '1' then
  call_many('RPUSH', held, ready)
else
  call_many('RPUSH', proc, ready)
  redis.call('HINCRBY', counts, 'pending', #ready)
end
write_runs(KEYS[10], seen)
if #indexed > 0 then redis.pcall('HINCRBY', counts, 'out:OK', #indexed / 2) end
redis.call('HINCRBY', counts, 'pushed', count)
redis.call('HSET', counts, 'next', wanted + count)
return wanted + count
