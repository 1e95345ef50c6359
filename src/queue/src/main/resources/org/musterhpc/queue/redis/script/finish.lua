-- FINISH: tasks of one stage are done; what waits for them becomes pending (UNBLOCK), and what the result of one brings along is put in
-- (PUSH, HOLD).
-- KEYS 1 campaign HASH, 2 working HASH, 3 expiry ZSET, 4 done STREAM, 5 index HASH, 6 counts HASH, 7 pace HASH, 8 late LIST,
--      9 places HASH, 10 runs HASH, 11 dead HASH, 12 cancelled HASH, 13 doubles HASH, 14 revoked HASH, then those of the followers (see
--      include-follow.lua), then those of what is brought along (see include-bring.lua)
-- ARGV 1 time or '', 2 the stage and its followers (as there), 3 how many tasks, 4 in how many places they ran, then these, then per task:
--      id, token, which of the places (1: the first), record but for its beginning; where there is one task, then what it brings along (as
--      there); where a list is told of what ends, then a record with all by name a task
-- Returns one word a task: ACCEPTED, ALREADY or STALE.
--@include include-time.lua
--@include include-batch.lua
--@include include-blank.lua
--@include include-entry.lua
--@include include-lapse.lua
--@include include-lease.lua
--@include include-double.lua
--@include include-pace.lua
--@include include-place.lua
--@include include-runs.lua
--@include include-sound.lua
--@include include-release.lua
--@include include-follow.lua
--@include include-bring.lua
local working, expiry, done, index, counts, late = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[8]
local words, first = {}, 5 + tonumber(ARGV[4])
local last = first + 4 * tonumber(ARGV[3]) - 1
local created, restoring = unpack(redis.call('HMGET', KEYS[1], 'created', 'restoring'))
if not created then
  for i = first, last, 4 do words[#words + 1] = 'STALE' end
  return words
end
local stage, followers, told = whom(ARGV[2], 15)
local along = told and {} or brings(last + 1, 15 + FOLLOWER * #followers)
local wrong = unsound({working, 'hash', expiry, 'zset', index, 'hash', late, 'list'}, counts, {'pushed', 'late', 'out:OK'})
  or sound_followers(followers, told) or sound_ends(followers, {index, KEYS[11], KEYS[12]})
  or sound_brings(along)
if wrong then return wrong end
-- Those that are put back in have their numbers in order.
if restoring == '1' and #along > 0 then return redis.error_reply('RESTORING the campaign is being restored') end
local sealed = #followers > 0 and redis.call('HGET', counts, 'sealed') == '1'

local ids, numbers = {}, nil
for i = first, last, 4 do ids[#ids + 1] = ARGV[i] end
local records = redis.call('HMGET', working, unpack(ids))
local finished, indexed, gone, seen = {}, {}, {}, {}
local doubles, revoked = KEYS[13], KEYS[14]
local doubled = there_are(doubles)
for i, id in ipairs(ids) do
  local token, place, rest = unpack(ARGV, first + 4 * i - 3, first + 4 * i - 1)
  numbers = numbers or placed(KEYS[1], KEYS[9], 4)
  rest = numbers[tonumber(place)] .. rest
  local second = doubled and double_of(doubles, id, records[i])
  -- Either of the two attempts, if there are two, speaks for the task.
  if (held(records[i], token) or second == token) and not gone[id] then
    gone[id] = true
    words[i] = 'ACCEPTED'
    finished[#finished + 1] = id
    if second == token then
      revoke(revoked, records[i])
    elseif second then
      tell_double(doubles, revoked, id, records[i])
    end
    indexed[#indexed + 1] = id
    indexed[#indexed + 1] = shortened(redis.call('XADD', done, '*', 'r', '[[' .. rest))
    tell(told, ARGV[last + i], id, 'OK')
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
if doubled then call_many('HDEL', doubles, finished) end
call_many('ZREM', expiry, finished)
call_many('HSET', index, indexed)
if #finished > 0 then bring(along, finished[1]) end
if #finished > 0 then redis.call('HINCRBY', counts, 'out:OK', #finished) end
pace(KEYS[7], #finished)
write_runs(KEYS[10], seen)
release_if_complete(counts, index, KEYS[11], KEYS[12], followers)
return words
