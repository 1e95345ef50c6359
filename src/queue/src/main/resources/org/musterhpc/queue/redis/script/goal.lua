-- Says how many elements a cluster shall have for a campaign; no move.
-- KEYS 1 campaign HASH, 2 goals HASH, 3 events STREAM
-- ARGV 1 time or '', 2 cluster, 3 auto | per-task | a number
-- Returns OK, or GONE where the campaign is not there.
--@include include-event.lua
if redis.call('EXISTS', KEYS[1]) == 0 then return 'GONE' end
if redis.call('HGET', KEYS[2], ARGV[2]) ~= ARGV[3] then
  redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
  event(KEYS[3], 'scale', '', '', {'cluster', ARGV[2], 'elements', ARGV[3]})
end
return 'OK'
