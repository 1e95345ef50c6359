-- Says that all of a stage has been pushed; opens what waits for the whole of it, if it is all done already (UNBLOCK).
-- KEYS 1 campaign HASH, 2 counts HASH, 3 index HASH, then per follower that waits for all: held LIST, proc LIST, counts HASH
-- ARGV 1 time or ''
-- Returns OK, or GONE where the campaign is not there.
--@include include-batch.lua
--@include include-blank.lua
--@include include-release.lua
--@include include-sound.lua
if redis.call('EXISTS', KEYS[1]) == 0 then return 'GONE' end
local wrong = unsound({KEYS[3], 'hash'}, KEYS[2], {'pushed'})
for i = 4, #KEYS, 3 do wrong = wrong or unsound({KEYS[i], 'list', KEYS[i + 1], 'list'}, KEYS[i + 2], {'pending', 'blank', 'blank_held'}) end
if wrong then return wrong end
redis.call('HSET', KEYS[2], 'sealed', '1')
local followers = {}
for i = 4, #KEYS, 3 do followers[#followers + 1] = {held = KEYS[i], proc = KEYS[i + 1], counts = KEYS[i + 2]} end
release_if_complete(KEYS[2], KEYS[3], followers)
return 'OK'
