-- NOW: tells what time it is at Redis; no move.
-- KEYS 1 any of the node that is asked; it need not be there
-- ARGV 1 time or ''
-- Returns that time (ms).
--@include include-time.lua
return now
