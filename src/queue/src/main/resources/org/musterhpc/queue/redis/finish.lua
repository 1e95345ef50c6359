-- FINISH: tasks of one stage are done; what waits for them becomes pending (UNBLOCK).
-- KEYS 1 campaign HASH, 2 working HASH, 3 expiry ZSET, 4 done STREAM, 5 index HASH, 6 counts HASH, 7 pace HASH, 8 late LIST,
--      9 places HASH, 10 runs HASH, 11 dead HASH, 12 cancelled HASH, then those of the followers (see include-follow.lua)
-- ARGV 1 time or '', 2 the stage and its followers (as there), 3 in how many places they ran, then these, then per task: id, token, which
--      of the places (1: the first), record but for its beginning
-- Returns one word a task: ACCEPTED, ALREADY or STALE.
--@include include-time.lua
--@include include-batch.lua
--@include include-blank.lua
--@include include-entry.lua
--@include include-lease.lua
--@include include-pace.lua
--@include include-place.lua
--@include include-runs.lua
--@include include-sound.lua
--@include include-release.lua
--@include include-follow.lua
local working, expiry, done, index, counts, late = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[8]
local words, first = {}, 4 + tonumber(ARGV[3])
if redis.call('EXISTS', KEYS[1]) == 0 then
  for i = first, #ARGV, 4 do words[#words + 1] = 'STALE' end
  return words
end
local stage, followers = whom(ARGV[2], 13)
local wrong = unsound({working, 'hash', expiry, 'zset', index, 'hash', late, 'list'}, counts, {'pushed', 'late', 'out:OK'})
  or sound_followers(followers) or sound_ends(followers, {index, KEYS[11], KEYS[12]})
if wrong then return wrong end
local sealed = #followers > 0 and redis.call('HGET', counts, 'sealed') == '1'

local ids, numbers = {}, nil
for i = first, #ARGV, 4 do ids[#ids + 1] = ARGV[i] end
local records = redis.call('HMGET', working, unpack(ids))
local finished, indexed, gone, seen = {}, {}, {}, {}
for i, id in ipairs(ids) do
  local token, place, rest = unpack(ARGV, first + 4 * i - 3, first + 4 * i - 1)
  numbers = numbers or placed(KEYS[1], KEYS[9], 3)
  rest = numbers[tonumber(place)] .. rest
  if held(records[i], token) and not gone[id] then
    gone[id] = true
    words[i] = 'ACCEPTED'
    finished[#finished + 1] = id
    indexed[#indexed + 1] = id
    indexed[#indexed + 1] = shortened(redis.call('XADD', done, '*', 'r', '[[' .. rest))
    learn(seen, rest)
    if #followers > 0 then over(followers, stage, sealed, id, message_in(records[i]), 'done') end
  else
    if gone[id] or done_under(done, redis.call('HGET', index, id)) == token then
      words[i] = 'ALREADY'
    else
      words[i] = 'STALE'
      too_late(late, counts, '[[' .. rest)
    end
  end
end
call_many('HDEL', working, finished)
call_many('ZREM', expiry, finished)
call_many('HSET', index, indexed)
if #finished > 0 then redis.call('HINCRBY', counts, 'out:OK', #finished) end
pace(KEYS[7], #finished)
write_runs(KEYS[10], seen)
release_if_complete(counts, index, KEYS[11], KEYS[12], followers)
return words
