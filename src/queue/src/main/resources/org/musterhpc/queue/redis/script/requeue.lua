-- REQUEUE and HOLD_AGAIN: dead or cancelled tasks are sent again; one that waits for what is not over is blocked again.
-- KEYS 1 campaign HASH, 2 dead or cancelled HASH, 3 proc LIST, 4 held LIST, 5 blocked HASH, 6 counts HASH, 7 history HASH, 8 need HASH,
--      9 events STREAM, 10 ended STREAM, 11 dead HASH, 12 cancelled HASH, then those of the stages waited for (see include-wait.lua), then those of the followers (see include-follow.lua)
-- ARGV 1 time or '', 2 what they wait for, 3 the stage and its followers (as there), then per task: id, record as it was seen, message, last
--      attempt (JSON) or '', group or ''
-- Returns one word a task: ACCEPTED, STALE where it is not there any more as it was seen, or TAKEN where another task waits already in
-- the group in which it would wait: it stays where it is.
--@include include-event.lua
--@include include-history.lua
--@include include-sound.lua
--@include include-follow.lua
--@include include-wait.lua
local from, proc, held, blocked, counts, history, need = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local there = redis.call('EXISTS', KEYS[1]) == 1
local w, after = waiting(ARGV[2], 13)
local stage, followers = whom(ARGV[3], after)
local wrong = unsound({from, 'hash', proc, 'list', held, 'list', blocked, 'hash', history, 'hash', need, 'hash', KEYS[10], 'stream'}, counts, {'pending'})
  or sound_parents(w) or sound_followers(followers)
if wrong then return wrong end
local to = {proc = proc, held = held, blocked = blocked, need = need, counts = counts, open = redis.call('HGET', counts, 'open') == '1'}
local words = {}
for i = 4, #ARGV, 5 do
  local id, seen, body, attempt, group = unpack(ARGV, i, i + 4)
  -- It may have been sent again by somebody else meanwhile, and be there once more.
  local waits = group ~= '' and left(w, need, group) or 0
  if not there or redis.call('HGET', from, id) ~= seen then
    words[#words + 1] = 'STALE'
  elseif waits > 0 and redis.call('HEXISTS', blocked, group) == 1 then
    words[#words + 1] = 'TAKEN'
  else
    redis.call('HDEL', from, id)
    words[#words + 1] = 'ACCEPTED'
    if attempt ~= '' then remember(history, id, attempt) end
    put(w, to, group, body, waits)
    if #followers > 0 then again(followers, stage, id, body, 'ended') end
    event(KEYS[9], 'requeue', stage, id)
  end
end
-- All that it notes has been sent again. Whoever watches makes its group anew.
if redis.call('HLEN', KEYS[11]) == 0 and redis.call('HLEN', KEYS[12]) == 0 then redis.call('UNLINK', KEYS[10]) end
return words
