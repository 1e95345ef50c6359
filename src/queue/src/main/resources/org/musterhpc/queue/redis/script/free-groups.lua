-- UNBLOCK of groups that were complete when their stage was sealed, a page a call.
-- KEYS 1 counts HASH of the stage waited for, then of the one that waits: 2 blocked HASH, 3 need HASH, 4 proc LIST, 5 counts HASH
-- ARGV 1 time or '', 2 cursor of the page (0: the first), 3 how many to look at
-- Returns the cursor of the next page, '0' after the last.
--@include include-sound.lua
if redis.call('HGET', KEYS[1], 'sealed') ~= '1' then return '0' end
local wrong = unsound({KEYS[2], 'hash', KEYS[3], 'hash', KEYS[4], 'list'}, KEYS[5], {'pending'})
if wrong then return wrong end
local page = redis.call('HSCAN', KEYS[2], ARGV[2], 'COUNT', ARGV[3])
for i = 1, #page[2], 2 do
  local group, message = page[2][i], page[2][i + 1]
  if (tonumber(redis.call('HGET', KEYS[3], group) or '') or 0) <= 0 then
    redis.call('HDEL', KEYS[2], group)
    redis.call('RPUSH', KEYS[4], message)
    redis.call('HINCRBY', KEYS[5], 'pending', 1)
  end
end
return page[1]
