-- CLAIM of one task by its id, from where a reader saw it last: it goes before all others, also while the campaign is paused.
-- It can be repeated: who has the task is given the same lease.
-- KEYS 1 campaign HASH, 2 the place (proc LIST or delayed ZSET), 3 working HASH, 4 expiry ZSET, 5 counts HASH, 6 beats ZSET, 7 index HASH,
--      8 dead HASH, 9 cancelled HASH
-- ARGV 1 time or '', 2 agent, 3 name of the place, 4 id, 5 message as it was seen, 6 its index in a list, 7 how long that was, 8 walltime of
--      the stage (ms), 9 grace after the deadline (ms), 10 when the campaign that the agent knows was created (ms), 11 number of the edition of
--      the campaign that the agent knows
-- Returns as claim.lua: {now, mood, and id, token, walltime (ms), message} where it was given; mood: OPEN, SILENT where the agent has no
-- lease, CHANGED where it knows another edition of the campaign, or GONE. Where it is not there any more as it was seen, or cannot be read, nothing is given.
--@include include-time.lua
--@include include-batch.lua
--@include include-blank.lua
--@include include-message.lua
--@include include-sound.lua
--@include include-stand.lua
--@include include-walltime.lua
local campaign, from, working, expiry, counts = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local agent, place, id, body, grace = ARGV[2], ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[9])
local created, graced, edition = unpack(redis.call('HMGET', campaign, 'created', 'grace', 'edition'))
if created ~= ARGV[10] then return {now, 'GONE'} end
if (edition or '1') ~= ARGV[11] then return {now, 'CHANGED'} end
local lasts = redis.call('ZSCORE', KEYS[6], agent)
if not lasts or tonumber(lasts) <= now then return {now, 'SILENT'} end
local wrong = unsound({from, place == 'proc' and 'list' or 'zset', working, 'hash', expiry, 'zset', KEYS[7], 'hash', KEYS[8], 'hash', KEYS[9], 'hash'},
  counts, {'token', 'next', 'pending', 'pushed', 'blank'})
if wrong then return wrong end

local mine, holder, claimed, deadline, held = string.match(redis.call('HGET', working, id) or '', '^(%d+) (%S+) (%d+) (%d+) (.*)$')
if mine then
  if holder ~= agent then return {now, 'OPEN'} end
  return {now, 'OPEN', id, mine, string.format('%.0f', deadline - claimed), held}
end
for i = 7, 9 do
  if redis.call('HEXISTS', KEYS[i], id) == 1 then return {now, 'OPEN'} end
end
local given, following, pending = unpack(redis.call('HMGET', counts, 'token', 'next', 'pending'))
local own_id, counted, own, bad = read(body, tonumber(following or '1'))
local limit = own and milliseconds(own) or (not own and tonumber(ARGV[8]))
if bad or own_id ~= id or not limit then return {now, 'OPEN'} end

-- Not below the clock's microseconds, as in claim.lua.
local token = string.format('%.0f', math.max(tonumber(given or '0'), now * 1000) + 1)
local at = place == 'proc' and stands(from, body, tonumber(ARGV[6]), tonumber(ARGV[7])) or nil
if place == 'proc' and not at then return {now, 'OPEN'} end
-- The first write is one that a full server refuses.
redis.call('HSET', counts, 'token', token)
if at then
  blank_out(from, at, counts, 'blank')
  local less, more = pending_after(tonumber(pending or '0'), 1, counted and 0 or 1)
  redis.call('HINCRBY', counts, 'pending', less)
  if more > 0 then redis.call('HINCRBY', counts, 'pushed', more) end
elseif redis.call('ZREM', from, body) == 0 then
  return {now, 'OPEN'}
end
redis.call('HSET', working, id, string.format('%s %s %.0f %.0f %s', token, agent, now, now + limit, body))
redis.call('ZADD', expiry, now + limit + grace, id)
if grace > (tonumber(graced or '') or -1) then redis.call('HSET', campaign, 'grace', ARGV[9]) end
return {now, 'OPEN', id, token, string.format('%.0f', limit), body}
