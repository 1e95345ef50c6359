-- CANCEL: takes some of what is in one place of a stage, whatever it is; to be called until it returns 0.
-- KEYS 1 campaign HASH, 2 the place (proc or held LIST, delayed ZSET, blocked or working HASH), 3 cancelled HASH, 4 counts HASH,
--      5 expiry ZSET, 6 events STREAM, 7 pace HASH, 8 revoked HASH, 9 index HASH, 10 dead HASH, 11 need HASH, 12 ended STREAM, 13 doubles HASH, then those of the followers
--      (see include-follow.lua)
-- ARGV 1 time or '', 2 name of the place, 3 the stage and its followers (as there), 4 how many at the most, 5 each where it waits task by task
-- Returns how many were cancelled; -1 where nothing but blanks was there, and more may follow.
--@include include-batch.lua
--@include include-blank.lua
--@include include-time.lua
--@include include-ended.lua
--@include include-event.lua
--@include include-lapse.lua
--@include include-double.lua
--@include include-message.lua
--@include include-pace.lua
--@include include-sound.lua
--@include include-release.lua
--@include include-follow.lua
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local place, most = ARGV[2], tonumber(ARGV[4])
local stage, followers, told = whom(ARGV[3], 14)
local TYPES = {proc = 'list', held = 'list', delayed = 'zset', blocked = 'hash', working = 'hash'}
local wrong = unsound({KEYS[2], TYPES[place], KEYS[3], 'hash', KEYS[5], 'zset', KEYS[11], 'hash', KEYS[12], 'stream'}, KEYS[4], {'token', 'pending', 'pushed', 'next', 'blank', 'blank_held'})
  or sound_followers(followers, told) or sound_ends(followers, {KEYS[9], KEYS[10], KEYS[3]})
if wrong then return wrong end
local pending, following = unpack(redis.call('HMGET', KEYS[4], 'pending', 'next'))
pending, following = tonumber(pending or '0'), tonumber(following or '1')
local bodies, working = {}, {}
local doubled = place == 'working' and there_are(KEYS[13])
if place == 'proc' or place == 'held' then
  local field = place == 'proc' and 'blank' or 'blank_held'
  local blank
  bodies, blank = without_blanks(redis.call('LPOP', KEYS[2], most) or {}, blanks(KEYS[4], field))
  if blank > 0 then redis.call('HINCRBY', KEYS[4], field, -blank) end
  if #bodies == 0 and blank > 0 then return -1 end
elseif place == 'delayed' then
  local popped = redis.call('ZPOPMIN', KEYS[2], most)
  for i = 1, #popped, 2 do bodies[#bodies + 1] = popped[i] end
else
  local fields = redis.call('EXISTS', KEYS[2]) == 1 and redis.call('HRANDFIELD', KEYS[2], most) or {}
  -- By name: which of two with one id keeps it must not be chance.
  table.sort(fields)
  local some = #fields > 0 and redis.call('HMGET', KEYS[2], unpack(fields)) or {}
  for i, field in ipairs(fields) do
    local body = some[i]
    redis.call('HDEL', KEYS[2], field)
    if place == 'blocked' and ARGV[5] == 'each' then redis.call('HDEL', KEYS[11], field) end
    if place == 'working' then
      redis.call('ZREM', KEYS[5], field)
      revoke(KEYS[8], body)
      if doubled then
        tell_double(KEYS[13], KEYS[8], field, body)
        redis.call('HDEL', KEYS[13], field)
      end
      body = message_in(body)
      working[#bodies + 1] = field
    end
    bodies[#bodies + 1] = body
  end
end
local foreign = 0
local sealed = #followers > 0 and redis.call('HGET', KEYS[4], 'sealed') == '1'
for i, body in ipairs(bodies) do
  local id, counted = read(body, following)
  if not counted and place == 'proc' then foreign = foreign + 1 end
  local key = working[i] or id
  -- Another producer may have sent an id twice: one must not take the other's place.
  if not key or redis.call('HEXISTS', KEYS[3], key) == 1 then
    key = (key or stage .. '/bad') .. '~c' .. string.format('%.0f', redis.call('HINCRBY', KEYS[4], 'token', 1))
  end
  local record = '{"state":"CANCELLED","stage":' .. cjson.encode(stage) .. ',"id":' .. cjson.encode(key)
    .. ',"outcome":"CANCELLED","ended_ms":' .. string.format('%.0f', now) .. ',"from":"' .. place .. '","message":' .. as_json(body) .. '}'
  redis.call('HSET', KEYS[3], key, record)
  note_ended(KEYS[12], 'CANCELLED', key)
  tell(told, record)
  if #followers > 0 then over(followers, stage, sealed, key, body, 'ended') end
end
if place == 'proc' and #bodies > 0 then
  local less, more = pending_after(pending, #bodies, foreign)
  redis.call('HINCRBY', KEYS[4], 'pending', less)
  if more > 0 then redis.call('HINCRBY', KEYS[4], 'pushed', more) end
end
release_if_complete(KEYS[4], KEYS[9], KEYS[10], KEYS[3], followers)
if #bodies > 0 then
  event(KEYS[6], 'cancel', stage, '', {'count', #bodies, 'from', place})
  pace(KEYS[7], #bodies)
end
return #bodies
