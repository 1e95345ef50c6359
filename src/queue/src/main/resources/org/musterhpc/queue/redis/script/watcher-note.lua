-- Notes dead and cancelled tasks in the stream of what has ended, which had lost them: a key that somebody removed, or a campaign of before
-- there was one. No move.
-- KEYS 1 ended STREAM, 2 dead HASH, 3 cancelled HASH
-- ARGV 1 time or '', then per task: DEAD or CANCELLED, id
-- Returns how many.
--@include include-ended.lua
local noted = 0
for i = 2, #ARGV, 2 do
  if redis.call('HEXISTS', ARGV[i] == 'DEAD' and KEYS[2] or KEYS[3], ARGV[i + 1]) == 1 then
    note_ended(KEYS[1], ARGV[i], ARGV[i + 1])
    noted = noted + 1
  end
end
return noted
