-- CANCEL of one task by its id, from where a reader saw it last. On a list it leaves a blank.
-- KEYS 1 campaign HASH, 2 the place (proc or held LIST, delayed ZSET, blocked, working or dead HASH), 3 cancelled HASH, 4 counts HASH,
--      5 expiry ZSET, 6 events STREAM, 7 history HASH, 8 revoked HASH, 9 index HASH, 10 dead HASH, 11 need HASH, 12 ended STREAM, 13 doubles HASH, then those of the
--      followers (see include-follow.lua)
-- ARGV 1 time or '', 2 name of the place, 3 the stage and its followers (as there), 4 id, 5 field in the place (id; of blocked: the group), 6 what stands there,
--      '' for WORKING, 7 record of the cancelled task (JSON), 8 last attempt of a dead one (JSON) or '', 9 its index in a list, 10 how long
--      that was, 11 each where it waits task by task
-- Returns ACCEPTED, or STALE where it is not there, nor near there, any more.
--@include include-batch.lua
--@include include-blank.lua
--@include include-ended.lua
--@include include-event.lua
--@include include-history.lua
--@include include-lapse.lua
--@include include-double.lua
--@include include-message.lua
--@include include-sound.lua
--@include include-stand.lua
--@include include-release.lua
--@include include-follow.lua
if redis.call('EXISTS', KEYS[1]) == 0 then return 'STALE' end
local place, id, field, body = ARGV[2], ARGV[4], ARGV[5], ARGV[6]
local TYPES = {proc = 'list', held = 'list', delayed = 'zset', blocked = 'hash', working = 'hash', dead = 'hash'}
local wrong = unsound({KEYS[2], TYPES[place], KEYS[3], 'hash', KEYS[5], 'zset', KEYS[7], 'hash', KEYS[11], 'hash', KEYS[12], 'stream'},
  KEYS[4], {'token', 'pending', 'pushed', 'next', 'blank', 'blank_held'})
local stage, followers, told = whom(ARGV[3], 14)
wrong = wrong or sound_followers(followers, told) or sound_ends(followers, {KEYS[9], KEYS[10], KEYS[3]})
if wrong then return wrong end

local removed
local seen = place == 'working' and redis.call('HGET', KEYS[2], field)
if place == 'proc' or place == 'held' then
  local at = stands(KEYS[2], body, tonumber(ARGV[9]), tonumber(ARGV[10]))
  removed = at and 1 or 0
  if at then blank_out(KEYS[2], at, KEYS[4], place == 'proc' and 'blank' or 'blank_held') end
elseif place == 'delayed' then
  removed = redis.call('ZREM', KEYS[2], body)
elseif body ~= '' and redis.call('HGET', KEYS[2], field) ~= body then
  removed = 0
else
  removed = redis.call('HDEL', KEYS[2], field)
end
if removed == 0 then return 'STALE' end
if place == 'blocked' and ARGV[11] == 'each' then redis.call('HDEL', KEYS[11], field) end
if seen then
  redis.call('ZREM', KEYS[5], id)
  revoke(KEYS[8], seen)
  if there_are(KEYS[13]) then
    tell_double(KEYS[13], KEYS[8], id, seen)
    redis.call('HDEL', KEYS[13], id)
  end
end
if place == 'proc' then
  local pending, following = unpack(redis.call('HMGET', KEYS[4], 'pending', 'next'))
  local _, counted = read(body, tonumber(following or '1'))
  local less, more = pending_after(tonumber(pending or '0'), 1, counted and 0 or 1)
  redis.call('HINCRBY', KEYS[4], 'pending', less)
  if more > 0 then redis.call('HINCRBY', KEYS[4], 'pushed', more) end
end
-- Another producer may have sent an id twice: one must not take the other's place.
local key = id
if redis.call('HEXISTS', KEYS[3], id) == 1 then key = id .. '~c' .. string.format('%.0f', redis.call('HINCRBY', KEYS[4], 'token', 1)) end
redis.call('HSET', KEYS[3], key, ARGV[7])
note_ended(KEYS[12], 'CANCELLED', key)
tell(told, ARGV[7])
if ARGV[8] ~= '' then remember(KEYS[7], id, ARGV[8]) end
-- One that was dead is over as it was.
if place ~= 'dead' and #followers > 0 then
  over(followers, stage, redis.call('HGET', KEYS[4], 'sealed') == '1', key, seen and message_in(seen) or body, 'ended')
  release_if_complete(KEYS[4], KEYS[9], KEYS[10], KEYS[3], followers)
end
event(KEYS[6], 'cancel', stage, id, {'from', place})
return 'ACCEPTED'
