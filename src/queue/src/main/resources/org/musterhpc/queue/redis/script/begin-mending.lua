-- Takes a campaign out of everybody's hands, to be put together anew; no move. What was begun so before is thrown away.
-- KEYS 1 campaign HASH, 2 mending HASH, then all keys of the campaign that is put together aside
-- ARGV 1 time or '', 2 digest
-- Returns OK, or DIFFERENT where another campaign of this name is there (then nothing is changed).
local digest = redis.call('HGET', KEYS[1], 'digest')
if digest and digest ~= ARGV[2] then return 'DIFFERENT' end
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('RENAME', KEYS[1], KEYS[2])
end
-- By this is known that a mending is under way.
redis.call('HSET', KEYS[2], 'digest', ARGV[2])
redis.call('UNLINK', unpack(KEYS, 3))
return 'OK'
