-- GIVE_BACK: tasks that an agent claimed and did not begin go to the head of the queue, as if they had not been claimed. A second attempt
-- that was not begun goes as if it had not been given; the task stays with whoever holds it.
-- KEYS 1 campaign HASH, 2 working HASH, 3 expiry ZSET, 4 proc LIST, 5 counts HASH, 6 doubles HASH, 7 revoked HASH
-- ARGV 1 time or '', then per task: id, token, message
-- Returns one word a task: ACCEPTED or STALE (nothing is kept as late: nothing was run).
--@include include-lease.lua
--@include include-double.lua
--@include include-sound.lua
local working, expiry, proc, counts = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local there = redis.call('EXISTS', KEYS[1]) == 1
local wrong = unsound({working, 'hash', expiry, 'zset', proc, 'list'}, counts, {'pending'})
if wrong then return wrong end
local words = {}
local doubled = there_are(KEYS[6])
-- From the last to the first, so that the head of the queue has them in their old order.
for i = #ARGV - 2, 2, -3 do
  local id, token, body = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local at = (i - 2) / 3 + 1
  local record = there and redis.call('HGET', working, id)
  if held(record, token) then
    words[at] = 'ACCEPTED'
    if doubled then tell_double(KEYS[6], KEYS[7], id, record) end
    redis.call('HDEL', working, id)
    redis.call('ZREM', expiry, id)
    redis.call('LPUSH', proc, body)
    redis.call('HINCRBY', counts, 'pending', 1)
  elseif doubled and double_of(KEYS[6], id, record) == token then
    words[at] = 'ACCEPTED'
    redis.call('HDEL', KEYS[6], id)
  else
    words[at] = 'STALE'
  end
end
return words
