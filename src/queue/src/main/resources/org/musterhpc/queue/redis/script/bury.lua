-- BURY: the last attempt of these tasks failed, or was lost (from a lapse or a release; see retry.lua).
-- KEYS 1 campaign HASH, 2 working HASH, 3 expiry ZSET, 4 dead HASH, 5 counts HASH, 6 pace HASH, 7 late LIST, 8 events STREAM,
--      9 cancelled HASH, 10 beats ZSET, 11 revoked HASH, 12 index HASH, 13 ended STREAM, 14 doubles HASH, then those of the followers (see include-follow.lua)
-- ARGV 1 time or '', 2 bury | lapse | release, 3 the stage and its followers (as there), then (see include-halt.lua) 4 how many may fail
--      alike, 5 how many may die, 6 how many of a hundred, then per task: id, token, record, outcome, how it failed or ''
-- Returns one word a task: ACCEPTED, ALREADY or STALE; and behind them PAUSED where nothing more is to be begun.
--@include include-time.lua
--@include include-batch.lua
--@include include-blank.lua
--@include include-ended.lua
--@include include-event.lua
--@include include-halt.lua
--@include include-lapse.lua
--@include include-lease.lua
--@include include-double.lua
--@include include-pace.lua
--@include include-sound.lua
--@include include-release.lua
--@include include-follow.lua
local working, expiry, dead, counts = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local word = ARGV[2]
local stage, followers, told = whom(ARGV[3], 15)
local reported = word == 'bury'
local there = redis.call('EXISTS', KEYS[1]) == 1
local wrong = unsound({working, 'hash', expiry, 'zset', dead, 'hash', KEYS[7], 'list', KEYS[10], 'zset', KEYS[13], 'stream'}, counts, {'late', 'pushed'})
  or sound_followers(followers, told) or sound_ends(followers, {KEYS[12], dead, KEYS[9]})
if wrong then return wrong end
local words, buried = {}, 0
local doubles = KEYS[14]
local doubled = there_are(doubles)
local sealed = #followers > 0 and redis.call('HGET', counts, 'sealed') == '1'
for i = 7, #ARGV, 5 do
  local id, token, record, outcome, like = unpack(ARGV, i, i + 4)
  local seen = there and redis.call('HGET', working, id)
  local mine = held(seen, token)
  if mine and word == 'lapse' then mine = ends(seen, expiry, id, KEYS[10]) <= now end
  if mine then
    words[#words + 1] = 'ACCEPTED'
    buried = buried + 1
    redis.call('HDEL', working, id)
    redis.call('ZREM', expiry, id)
    if not reported then revoke(KEYS[11], seen) end
    if doubled then
      tell_double(doubles, KEYS[11], id, seen)
      redis.call('HDEL', doubles, id)
    end
    redis.call('HSET', dead, id, record)
    note_ended(KEYS[13], 'DEAD', id)
    tell(told, record, id, outcome)
    if #followers > 0 then over(followers, stage, sealed, id, message_in(seen), 'ended') end
    redis.pcall('HINCRBY', counts, 'out:' .. outcome, 1)
    event(KEYS[8], 'bury', stage, id, {'outcome', outcome})
    local alike = failed_alike(counts, like, tonumber(ARGV[4]))
    local many = too_many_dead(counts, dead, tonumber(ARGV[5]), tonumber(ARGV[6]))
    if alike then halt(KEYS[1], KEYS[8], stage, id, '"alike":' .. alike .. ',"how":' .. cjson.encode(like)) end
    if many and not alike then halt(KEYS[1], KEYS[8], stage, id, '"failed":' .. many) end
  elseif there and reported and said_before(redis.call('HGET', dead, id), token) then
    words[#words + 1] = 'ALREADY'
  else
    words[#words + 1] = 'STALE'
    if there and reported then too_late(KEYS[7], counts, record) end
    if doubled and reported then fail_double(doubles, id, seen, token) end
  end
end
release_if_complete(counts, KEYS[12], dead, KEYS[9], followers)
pace(KEYS[6], buried)
if redis.call('HGET', KEYS[1], 'paused') == '1' then words[#words + 1] = 'PAUSED' end
return words
