-- REQUEUE and HOLD_AGAIN: dead or cancelled tasks are sent again; one that waits for another that is not done is blocked again.
-- KEYS 1 campaign HASH, 2 dead or cancelled HASH, 3 proc LIST, 4 held LIST, 5 blocked HASH, 6 counts HASH, 7 history HASH,
--      8 index HASH of the stage waited for (or of this one), 9 events STREAM
-- ARGV 1 time or '', 2 mode: free | all | each, 3 stage, then per task: id, record as it was seen, message, last attempt (JSON) or '',
--      id waited for or ''
-- Returns one word a task: ACCEPTED, STALE where it is not there any more as it was seen, or TAKEN where another task waits already for
-- the one that it would wait for: it stays where it is.
--@include include-event.lua
--@include include-history.lua
--@include include-sound.lua
local from, proc, held, blocked, counts, history = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local there = redis.call('EXISTS', KEYS[1]) == 1
local mode, stage = ARGV[2], ARGV[3]
local open = redis.call('HGET', counts, 'open') == '1'
local wrong = unsound({from, 'hash', proc, 'list', held, 'list', blocked, 'hash', history, 'hash', KEYS[8], 'hash'}, counts, {'pending'})
if wrong then return wrong end
local words = {}
for i = 4, #ARGV, 5 do
  local id, seen, body, attempt, waits = unpack(ARGV, i, i + 4)
  -- It may have been sent again by somebody else meanwhile, and be there once more.
  local waiting = waits ~= '' and redis.call('HEXISTS', KEYS[8], waits) == 0
  if not there or redis.call('HGET', from, id) ~= seen then
    words[#words + 1] = 'STALE'
  elseif waiting and redis.call('HEXISTS', blocked, waits) == 1 then
    words[#words + 1] = 'TAKEN'
  else
    redis.call('HDEL', from, id)
    words[#words + 1] = 'ACCEPTED'
    if attempt ~= '' then remember(history, id, attempt) end
    if waiting then
      redis.call('HSET', blocked, waits, body)
    elseif mode == 'all' and not open then
      redis.call('RPUSH', held, body)
    else
      redis.call('RPUSH', proc, body)
      redis.call('HINCRBY', counts, 'pending', 1)
    end
    event(KEYS[9], 'requeue', stage, id)
  end
end
return words
