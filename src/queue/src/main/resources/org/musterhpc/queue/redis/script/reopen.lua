-- REOPEN: tasks that are done are to be done again, as their outputs are gone or wrong; one that waits for what is not over is blocked.
-- What has been set free by them stays free, and what still waits waits for them again.
-- KEYS 1 campaign HASH, 2 done STREAM, 3 index HASH, 4 proc LIST, 5 held LIST, 6 blocked HASH, 7 counts HASH, 8 history HASH, 9 need HASH,
--      10 events STREAM, then those of the stages waited for (see include-wait.lua), then those of the followers (see include-follow.lua)
-- ARGV 1 time or '', 2 what they wait for, 3 the stage and its followers (as there), then per task: id, token under which it was done,
--      message, last attempt (JSON), group or ''
-- Returns one word a task: ACCEPTED, STALE where it is not done any more under that token, or TAKEN where another task waits already in
-- the group in which it would wait: it stays done.
--@include include-entry.lua
--@include include-event.lua
--@include include-history.lua
--@include include-sound.lua
--@include include-follow.lua
--@include include-wait.lua
local done, index, proc, held, blocked, counts, history, need = unpack(KEYS, 2, 9)
local there = redis.call('EXISTS', KEYS[1]) == 1
local w, after = waiting(ARGV[2], 11)
local stage, followers = whom(ARGV[3], after)
local wrong = unsound({index, 'hash', proc, 'list', held, 'list', blocked, 'hash', history, 'hash', need, 'hash'}, counts, {'pending', 'out:OK'})
  or sound_parents(w) or sound_followers(followers)
if wrong then return wrong end
local to = {proc = proc, held = held, blocked = blocked, need = need, counts = counts, open = redis.call('HGET', counts, 'open') == '1'}
local words = {}
for i = 4, #ARGV, 5 do
  local id, token, body, attempt, group = unpack(ARGV, i, i + 4)
  local under, entry = done_under(done, there and redis.call('HGET', index, id))
  local waits = group ~= '' and left(w, need, group) or 0
  if under ~= token then
    words[#words + 1] = 'STALE'
  elseif waits > 0 and redis.call('HEXISTS', blocked, group) == 1 then
    words[#words + 1] = 'TAKEN'
  else
    words[#words + 1] = 'ACCEPTED'
    redis.call('HDEL', index, id)
    redis.call('XDEL', done, entry)
    remember(history, id, attempt)
    put(w, to, group, body, waits)
    redis.call('HINCRBY', counts, 'out:OK', -1)
    if #followers > 0 then again(followers, stage, id, body, 'done') end
    event(KEYS[10], 'reopen', stage, id)
  end
end
return words
