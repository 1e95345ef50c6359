-- Says that nobody adds tasks any more; no move. The stages have been sealed before.
-- KEYS 1 campaign HASH, 2 events STREAM
-- ARGV 1 time or ''
-- Returns OK, SAME where it was closed before, or GONE where the campaign is not there.
--@include include-event.lua
if redis.call('EXISTS', KEYS[1]) == 0 then return 'GONE' end
if redis.call('HDEL', KEYS[1], 'open') == 0 then return 'SAME' end
event(KEYS[2], 'close', '', '')
return 'OK'
