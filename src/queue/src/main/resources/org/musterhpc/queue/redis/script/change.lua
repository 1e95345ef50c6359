-- Replaces the definitions of a campaign's stages by those of a changed file, all at once; no move. Agents hear of it with their next claim.
-- KEYS 1 campaign HASH, 2 events STREAM, 3 editions HASH, then one def STRING a stage
-- ARGV 1 time or '', 2 when the campaign was created (ms), 3 number of the edition that is there, 4 digest of the file that is taken, 5 the
--      owner's signature or '', 6 the definitions that were there, of stages that have another now (JSON), then one definition a stage
-- Returns OK; GONE where the campaign is not there or another of its name is, RESTORING while it is restored, STALE where another edition
-- is there.
--@include include-event.lua
--@include include-sound.lua
local created, restoring, edition = unpack(redis.call('HMGET', KEYS[1], 'created', 'restoring', 'edition'))
if created ~= ARGV[2] then return 'GONE' end
if restoring == '1' then return 'RESTORING' end
if (edition or '1') ~= ARGV[3] then return 'STALE' end
local wrong = unsound({KEYS[3], 'hash'})
if wrong then return wrong end
redis.call('HSET', KEYS[3], ARGV[3], ARGV[6])
redis.call('HSET', KEYS[1], 'edition', string.format('%.0f', tonumber(ARGV[3]) + 1), 'file', ARGV[4])
if ARGV[5] ~= '' then redis.call('HSET', KEYS[1], 'sig', ARGV[5]) end
for i = 4, #KEYS do redis.call('SET', KEYS[i], ARGV[i + 3]) end
event(KEYS[2], 'change', '', '', {'edition', string.format('%.0f', tonumber(ARGV[3]) + 1)})
return 'OK'
