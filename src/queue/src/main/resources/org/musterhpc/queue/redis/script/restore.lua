-- RESTORE, and PUSH or HOLD: puts tasks of one stage in, numbered without a gap, each once however often it is sent: as done where
-- their record is known, else as new ones. The stages waited for have come before, so what it waits for is over or it is not.
-- KEYS 1 campaign HASH, 2 proc LIST, 3 held LIST, 4 blocked HASH, 5 counts HASH, 6 need HASH, 7 done STREAM, 8 index HASH, 9 places HASH,
--      10 runs HASH, 11 dead HASH, 12 cancelled HASH, then those of the stages waited for (see include-wait.lua), then those of the followers
--      (see include-follow.lua)
-- ARGV 1 time or '', 2 number n of the first, 3 what they wait for, 4 the stage and its followers (as there), 5 in how many places those ran
--      that are done, then these, then per task: id, message, group or '', which of the places (1: the first; '' where it is not done;
--      there: it stands there already, having ended, and is counted only), record but for its beginning
-- Returns the number that the next task must have; -1 where no restore is under way; -2 where numbers would be left out; -4 where
-- another waits already in the group in which one of these waits.
--@include include-time.lua
--@include include-batch.lua
--@include include-entry.lua
--@include include-place.lua
--@include include-runs.lua
--@include include-sound.lua
--@include include-follow.lua
--@include include-wait.lua
local restoring = redis.call('HGET', KEYS[1], 'restoring')
if restoring ~= '1' then return -1 end
local proc, held, blocked, counts, need, done, index = unpack(KEYS, 2, 8)
local w, after = waiting(ARGV[3], 13)
local stage, followers = whom(ARGV[4], after)
local wrong = unsound({proc, 'list', held, 'list', blocked, 'hash', need, 'hash', index, 'hash', KEYS[11], 'hash', KEYS[12], 'hash'}, counts,
  {'next', 'pending', 'pushed'}) or sound_parents(w) or sound_followers(followers)
if wrong then return wrong end
local first, at = tonumber(ARGV[2]), 6 + tonumber(ARGV[5])
local grouped = w.mode == 'each' or w.mode == 'group'
local count = (#ARGV + 1 - at) / 5
local wanted, open = unpack(redis.call('HMGET', counts, 'next', 'open'))
wanted = tonumber(wanted or '1')
if first > wanted then return -2 end
if first < wanted then return wanted end
local ready, indexed, taken, seen, lefts = {}, {}, {}, {}, {}
if grouped then
  for i = at, #ARGV, 5 do
    local group = ARGV[i + 2]
    lefts[i] = ARGV[i + 3] == '' and group ~= '' and left(w, need, group) or 0
    if lefts[i] > 0 then
      if taken[group] or redis.call('HEXISTS', blocked, group) == 1 then return -4 end
      taken[group] = true
    end
  end
end
local numbers = placed(KEYS[1], KEYS[9], 5)
local own = {index = index, dead = KEYS[11], cancelled = KEYS[12]}
for i = at, #ARGV, 5 do
  local id, body, group, place, rest = unpack(ARGV, i, i + 4)
  if place ~= '' and place ~= 'there' then
    rest = numbers[tonumber(place)] .. rest
    indexed[#indexed + 1] = id
    indexed[#indexed + 1] = shortened(redis.call('XADD', done, '*', 'r', '[[' .. rest))
    learn(seen, rest)
  elseif place == '' and (lefts[i] or 0) > 0 then
    block(w, blocked, need, group, body, lefts[i])
  elseif place == '' then
    ready[#ready + 1] = body
  end
  for _, f in ipairs(followers) do
    local its = f.mode == 'group' and group_of(f, stage, id, body)
    if its then
      redis.call('ZADD', f.members, 0, member(its, wanted + (i - at) / 5, id))
      if place == '' or (place == 'there' and not is_over(own, id, f.ended)) then redis.call('HINCRBY', f.need, its, 1) end
    end
  end
end
call_many('HSET', index, indexed)
if w.mode == 'all' and open ~= '1' then
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
