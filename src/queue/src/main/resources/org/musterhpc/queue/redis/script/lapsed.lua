-- Looks for agents that fell silent, and for tasks of one stage that were held beyond their deadline; no move. What stands in an index
-- and cannot be so is put right: an agent that is heard of further ahead than it can be (the clock was put back) has a lease from now,
-- and what is not in flight, or no record, leaves the index by deadlines, so that it does not hide others.
-- KEYS 1 working HASH, 2 expiry ZSET, 3 campaign HASH, 4 beats ZSET
-- ARGV 1 time or '', 2 how many at the most
-- Returns {now, the longest lease that was given (ms) or 0, 1 where the index by deadlines has not as many entries as are in flight,
-- {silent agent, when its lease ended, ...}, when the next lease or deadline of which is known now ends or -1, then per task: id, record of the working queue (of a very long one its first part), when its
-- lease ended}. Nothing lapses within a lease of a jump of the clock: nobody could prolong his.
--@include include-time.lua
--@include include-batch.lua
--@include include-lapse.lua
local working, expiry, beats, limit = KEYS[1], KEYS[2], KEYS[4], tonumber(ARGV[2])
local longest, jumped = unpack(redis.call('HMGET', KEYS[3], 'lease', 'jumped'))
longest, jumped = tonumber(longest or '0') or 0, tonumber(jumped or '0') or 0
local MOST_BYTES, PART = 2097152, 4096

local lost = redis.call('HLEN', working) ~= redis.call('ZCARD', expiry) and 1 or 0
if longest > 0 then
  local ahead = redis.call('ZRANGEBYSCORE', beats, '(' .. string.format('%.0f', now + longest), '+inf', 'LIMIT', 0, 1000)
  local lasting = {}
  for i, agent in ipairs(ahead) do
    lasting[2 * i - 1] = now + longest
    lasting[2 * i] = agent
  end
  call_many('ZADD', beats, lasting)
end

if jumped > 0 and now >= jumped and now < jumped + longest then return {now, longest, lost, {}, -1} end
local soonest = -1
local function sooner(first)
  local ends_at = first[2] and math.floor(tonumber(first[2]))
  if ends_at and (soonest < 0 or ends_at < soonest) then soonest = ends_at end
end
sooner(redis.call('ZRANGEBYSCORE', beats, '(' .. string.format('%.0f', now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1))
sooner(redis.call('ZRANGEBYSCORE', expiry, '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, 1))
local reply = {now, longest, lost, redis.call('ZRANGEBYSCORE', beats, '-inf', now, 'WITHSCORES', 'LIMIT', 0, 1000), soonest}
local bytes, looked, rounds = 0, 0, 0
repeat
  rounds = rounds + 1
  local ids = redis.call('ZRANGEBYSCORE', expiry, '-inf', now, 'LIMIT', looked, limit)
  local away = {}
  for _, id in ipairs(ids) do
    local record = redis.call('HGET', working, id)
    if not record or not string.find(record, '^%d+ %S+ %d+ %d+ ') then
      away[#away + 1] = id
    elseif bytes < MOST_BYTES then
      local ended = ends(record, expiry, id, beats)
      if #record > MOST_BYTES then record = string.sub(record, 1, PART) end
      bytes = bytes + #record
      looked = looked + 1
      reply[#reply + 1] = id
      reply[#reply + 1] = record
      reply[#reply + 1] = string.format('%.0f', ended)
    end
  end
  call_many('ZREM', expiry, away)
until #away == 0 or looked >= limit or rounds == 20
return reply
