-- Says that all of a stage has been pushed; opens what waits for the whole of it, if it is all over already (UNBLOCK).
-- KEYS 1 campaign HASH, 2 counts HASH, 3 index HASH, 4 dead HASH, 5 cancelled HASH, then those of the followers (see include-follow.lua)
-- ARGV 1 time or '', 2 the stage and its followers (as there)
-- Returns OK, or GONE where the campaign is not there. Groups that are complete are set free by free-groups.lua, after this.
--@include include-batch.lua
--@include include-blank.lua
--@include include-sound.lua
--@include include-release.lua
--@include include-follow.lua
if redis.call('EXISTS', KEYS[1]) == 0 then return 'GONE' end
local _, followers = whom(ARGV[2], 6)
local wrong = unsound({}, KEYS[2], {'pushed'}) or sound_followers(followers) or sound_ends(followers, {KEYS[3], KEYS[4], KEYS[5]})
if wrong then return wrong end
redis.call('HSET', KEYS[2], 'sealed', '1')
release_if_complete(KEYS[2], KEYS[3], KEYS[4], KEYS[5], followers)
return 'OK'
