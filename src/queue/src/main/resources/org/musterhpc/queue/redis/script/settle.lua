-- Replaces the record of an array; no move. Which state may follow which is ArrayRecord.State's to say.
-- KEYS 1 campaign HASH, 2 arrays HASH
-- ARGV 1 time or '', 2 name, 3 state that it must be in, 4 new state, 5 how long an intent is still open (ms), 6 record (JSON)
-- Returns ACCEPTED, STALE (it is in another state by now) or GONE (the campaign or the record is not there).
--@include include-time.lua
local record = redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HGET', KEYS[2], ARGV[2])
if not record then return 'GONE' end
if string.match(record, '^(%u+) ') ~= ARGV[3] then return 'STALE' end
redis.call('HSET', KEYS[2], ARGV[2], string.format('%s %.0f %.0f %s', ARGV[4], now, now + tonumber(ARGV[5]), ARGV[6]))
return 'ACCEPTED'
