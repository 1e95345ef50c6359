-- Rings for agents that wait; no move. Said by whoever made work, or by one that was woken and had no use for it.
-- KEYS 1 bell LIST
-- ARGV 1 time or '', 2 for how many, 3 what they are told; none: nothing
-- Returns OK.
--@include include-ring.lua
ring(KEYS[1], tonumber(ARGV[2]), ARGV[3])
return 'OK'
