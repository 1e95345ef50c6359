-- Takes the seals off stages to which tasks are to be added, so that what waits for all of them goes on waiting; no move.
-- KEYS 1 campaign HASH, then per stage of the campaign: proc LIST, delayed ZSET, working HASH, counts HASH
-- ARGV 1 time or '', 2 ended: also where all has ended, or moving: only where something can still move or come, then per stage its name and
--      more: tasks are to be added, whole: it waits for the whole of one of those, or none
-- Returns {word, name}: OK; GONE where the campaign is not there, RESTORING while it is restored, COMPLETE where all has ended, BEGUN with
-- the name of a stage that waits for the whole of another and was released: then nothing was changed.
--@include include-sound.lua
local created, restoring = unpack(redis.call('HMGET', KEYS[1], 'created', 'restoring'))
if not created then return {'GONE', ''} end
if restoring == '1' then return {'RESTORING', ''} end
local moving, begun = false, nil
for at = 2, #KEYS, 4 do
  local proc, delayed, working, counts = unpack(KEYS, at, at + 3)
  local wrong = unsound({proc, 'list', delayed, 'zset', working, 'hash'}, counts, {'blank', 'pushed'})
  if wrong then return wrong end
  local sealed, blank, open = unpack(redis.call('HMGET', counts, 'sealed', 'blank', 'open'))
  moving = moving or sealed ~= '1' or redis.call('LLEN', proc) > (tonumber(blank or '') or 0) or redis.call('ZCARD', delayed) > 0
    or redis.call('HLEN', working) > 0
  local word = 3 + (at - 2) / 2
  if ARGV[word + 1] == 'whole' and open == '1' then begun = begun or ARGV[word] end
end
if not moving and ARGV[2] ~= 'ended' then return {'COMPLETE', ''} end
if begun then return {'BEGUN', begun} end
for at = 2, #KEYS, 4 do
  if ARGV[4 + (at - 2) / 2] == 'more' then redis.call('HDEL', KEYS[at + 3], 'sealed') end
end
return {'OK', ''}
