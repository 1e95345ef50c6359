-- Records that an array is about to be submitted; no move.
-- KEYS 1 campaign HASH, 2 watch STRING, 3 arrays HASH
-- ARGV 1 time or '', 2 watcher, 3 name, 4 how long the submission may take (ms), 5 record (JSON)
-- Returns ACCEPTED, TAKEN (the caller has no watch, or the name is used) or GONE (the campaign is not there).
--@include include-time.lua
if redis.call('EXISTS', KEYS[1]) == 0 then return 'GONE' end
if redis.call('GET', KEYS[2]) ~= ARGV[2] or redis.call('HEXISTS', KEYS[3], ARGV[3]) == 1 then return 'TAKEN' end
redis.call('HSET', KEYS[3], ARGV[3], string.format('INTENT %.0f %.0f %s', now, now + tonumber(ARGV[4]), ARGV[5]))
return 'ACCEPTED'
