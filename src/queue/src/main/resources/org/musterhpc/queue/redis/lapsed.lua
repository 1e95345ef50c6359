-- Looks for leases that ran out; no move. What stands in the index by expiry and cannot be so is put right: a lease that lies further
-- ahead than one can (the clock was put back) lasts from now on, and what is not in flight, or no record, leaves the index, so that it
-- does not hide others. Where the index has lost some of what is in flight, those leases end a lease after the task was claimed or its
-- agent was heard of last; their holder, if it lives, prolongs them as ever.
-- KEYS 1 working HASH, 2 expiry ZSET, 3 campaign HASH, 4 agents HASH
-- ARGV 1 time or '', 2 how many at the most; 0: only the time is wanted
-- Returns {now, the longest lease that was given (ms) or 0, then per task: id, record of the working queue (of a very long one its first
-- part), when its lease ran out}. Nothing lapses within a lease of a jump of the clock: nobody could prolong his.
--@include include-time.lua
--@include include-batch.lua
local working, expiry, limit = KEYS[1], KEYS[2], tonumber(ARGV[2])
if limit == 0 then return {now, 0} end
local longest, jumped = unpack(redis.call('HMGET', KEYS[3], 'lease', 'jumped'))
longest, jumped = tonumber(longest or '0') or 0, tonumber(jumped or '0') or 0
local MOST_BYTES, PART = 2097152, 4096

local lost = redis.call('HLEN', working) - redis.call('ZCARD', expiry)
if lost > 0 then
  local most, ends, cursor = math.min(lost, 1000), {}, '0'
  repeat
    local page = redis.call('HSCAN', working, cursor, 'COUNT', 1000)
    cursor = page[1]
    for i = 1, #page[2], 2 do
      local id, agent, claimed, deadline = page[2][i], string.match(page[2][i + 1], '^%d+ (%S+) (%d+) (%d+) ')
      if agent and not redis.call('ZSCORE', expiry, id) then
        local seen, lease = string.match(redis.call('HGET', KEYS[4], agent) or '', '^(%d+) (%d+) ')
        local since = math.max(tonumber(claimed), tonumber(seen or '0'))
        ends[#ends + 1] = math.min(since + tonumber(lease or '30000'), tonumber(deadline))
        ends[#ends + 1] = id
      end
    end
  until cursor == '0' or #ends >= 2 * most
  call_many('ZADD', expiry, ends)
end

if longest > 0 then
  local ahead = redis.call('ZRANGEBYSCORE', expiry, '(' .. string.format('%.0f', now + longest), '+inf', 'LIMIT', 0, 1000)
  local ends = {}
  for i, id in ipairs(ahead) do
    ends[2 * i - 1] = now + longest
    ends[2 * i] = id
  end
  call_many('ZADD', expiry, ends)
end

local reply = {now, longest}
if jumped > 0 and now >= jumped and now < jumped + longest then return reply end
local bytes, looked, rounds = 0, 0, 0
repeat
  rounds = rounds + 1
  local ids = redis.call('ZRANGEBYSCORE', expiry, '-inf', now, 'WITHSCORES', 'LIMIT', looked, limit)
  local away = {}
  for i = 1, #ids, 2 do
    local record = redis.call('HGET', working, ids[i])
    if not record or not string.find(record, '^%d+ %S+ %d+ %d+ ') then
      away[#away + 1] = ids[i]
    elseif bytes < MOST_BYTES then
      if #record > MOST_BYTES then record = string.sub(record, 1, PART) end
      bytes = bytes + #record
      looked = looked + 1
      reply[#reply + 1] = ids[i]
      reply[#reply + 1] = record
      reply[#reply + 1] = ids[i + 1]
    end
  end
  call_many('ZREM', expiry, away)
until #away == 0 or looked >= limit or rounds == 20
return reply
