-- Stops or starts claiming; no task moves.
-- KEYS 1 campaign HASH, 2 events STREAM
-- ARGV 1 time or '', 2 pause | resume
-- Returns OK, or GONE where the campaign is not there.
--@include include-event.lua
if redis.call('EXISTS', KEYS[1]) == 0 then return 'GONE' end
redis.call('HSET', KEYS[1], 'paused', ARGV[2] == 'pause' and '1' or '0')
if ARGV[2] == 'resume' then redis.call('HDEL', KEYS[1], 'halted') end
event(KEYS[2], ARGV[2], '', '')
return 'OK'
