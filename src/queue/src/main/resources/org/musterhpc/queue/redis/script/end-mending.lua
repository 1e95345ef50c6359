-- Puts a campaign that was put together aside in its place; its tasks may be claimed from then on.
-- KEYS 1 campaign HASH, 2 mending HASH, 3 campaign HASH aside, then pairs of a key aside and the one whose place it takes, then keys
--      that have no place in it
-- ARGV 1 time or '', 2 number of the pairs
-- Returns OK, or GONE where nothing was put together.
if redis.call('EXISTS', KEYS[2], KEYS[3]) < 2 then return 'GONE' end
local pairs_end = 3 + 2 * tonumber(ARGV[2])
for i = 4, pairs_end, 2 do
  redis.call('UNLINK', KEYS[i + 1])
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 1]) end
end
for i = pairs_end + 1, #KEYS do redis.call('UNLINK', KEYS[i]) end
local paused = redis.call('HGET', KEYS[2], 'paused')
if paused then redis.call('HSET', KEYS[3], 'paused', paused) end
redis.call('HDEL', KEYS[3], 'restoring')
redis.call('RENAME', KEYS[3], KEYS[1])
redis.call('DEL', KEYS[2])
return 'OK'
