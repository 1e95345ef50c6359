-- Notes that the clock of Redis' host jumped; no move. Of several that saw the same jump, the first is heard.
-- KEYS 1 campaign HASH, 2 events STREAM
-- ARGV 1 time or '', 2 by how much (ms, less than 0: back), 3 within which time it was seen, up to now (ms)
-- Returns NOTED, ALREADY, or GONE where the campaign is not there.
--@include include-time.lua
--@include include-event.lua
if redis.call('EXISTS', KEYS[1]) == 0 then return 'GONE' end
local before = tonumber(redis.call('HGET', KEYS[1], 'jumped') or '')
if before and before <= now and before >= now - tonumber(ARGV[3]) then return 'ALREADY' end
redis.call('HSET', KEYS[1], 'jumped', string.format('%.0f', now))
event(KEYS[2], 'clock', '', '', {'jumped_ms', ARGV[2]})
return 'NOTED'
