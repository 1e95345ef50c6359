-- Says that all of a stage has been pushed; opens what waits for the whole of it, if it is all over already (UNBLOCK).
-- KEYS 1 campaign HASH, 2 counts HASH, 3 index HASH, 4 dead HASH, 5 cancelled HASH, then those of the stages waited for (see
--      include-wait.lua), then those of the followers (see include-follow.lua)
-- ARGV 1 time or '', 2 told: whoever pushes says so, or brought: results bring its tasks along, and it is sealed if no more can come,
--      3 what it waits for, 4 the stage and its followers (as there)
-- Returns OK; GONE where the campaign is not there; where they are brought, SEALED where it was before, or OPEN where more may come.
-- Groups that are complete are set free by free-groups.lua, after this.
--@include include-batch.lua
--@include include-blank.lua
--@include include-sound.lua
--@include include-release.lua
--@include include-follow.lua
--@include include-wait.lua
local created, restoring = unpack(redis.call('HMGET', KEYS[1], 'created', 'restoring'))
if not created then return 'GONE' end
local w, after = waiting(ARGV[3], 6)
local _, followers = whom(ARGV[4], after)
local wrong = unsound({}, KEYS[2], {'pushed'}) or sound_parents(w) or sound_followers(followers)
  or sound_ends(followers, {KEYS[3], KEYS[4], KEYS[5]})
if wrong then return wrong end
if ARGV[2] == 'brought' then
  if restoring == '1' then return 'OPEN' end
  if redis.call('HGET', KEYS[2], 'sealed') == '1' then return 'SEALED' end
  for _, p in ipairs(w.parents) do
    local sealed, pushed = unpack(redis.call('HMGET', p.counts, 'sealed', 'pushed'))
    if sealed ~= '1' then return 'OPEN' end
    local ended = redis.call('HLEN', p.index) + redis.call('HLEN', p.dead) + redis.call('HLEN', p.cancelled)
    if w.mode == 'children' and ended < (tonumber(pushed or '') or 0) then return 'OPEN' end
  end
end
redis.call('HSET', KEYS[2], 'sealed', '1')
release_if_complete(KEYS[2], KEYS[3], KEYS[4], KEYS[5], followers)
return 'OK'
