-- CLAIM, and before it RIPEN: leases the next tasks of one stage to an agent. REJECTs what cannot be read.
-- A task that has grown beyond what the agent's allocation offers goes to the end of the queue as it is, so that it neither blocks
-- the others nor comes back at once. At most SKIP of them a call: there may be fewer tasks than are wanted, and more behind.
-- A message is at most a mebibyte, and so much in all that no agent chokes on it; what is more is REJECTed, with its first part kept.
-- KEYS 1 campaign HASH, 2 proc LIST, 3 working HASH, 4 expiry ZSET, 5 delayed ZSET, 6 index HASH, 7 dead HASH,
--      8 cancelled HASH, 9 counts HASH, 10 events STREAM, 11 pace HASH
-- ARGV 1 time or '', 2 agent, 3 most, 4 lease (ms), 5 walltime of the stage (ms), 6 grace after the deadline (ms), 7 stage,
--      8 rest of the allocation (ms) or '', 9 its memory (bytes) or '', 10 when the campaign that the agent knows was created (ms),
--      11 how long a task of the stage is delayed at the most (ms)
-- Returns {now, mood, then per task: id, token, walltime (ms), message}; mood: OPEN, PAUSED or GONE, also where a new campaign has
-- the name of the one that the agent knows.
--@include include-time.lua
--@include include-batch.lua
--@include include-event.lua
--@include include-message.lua
--@include include-pace.lua
--@include include-sound.lua
local campaign, proc, working, expiry, delayed = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local index, dead, cancelled, counts = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local agent, most, lease, walltime, grace, stage = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
local rest, memory = tonumber(ARGV[8]), tonumber(ARGV[9])
local SKIP, REPLY_BYTES = 256, 4194304
local LONGEST = 999999 * 3600000

local created, paused, longest = unpack(redis.call('HMGET', campaign, 'created', 'paused', 'lease'))
if created ~= ARGV[10] then return {now, 'GONE'} end

local ripe = {}
if redis.call('ZCARD', delayed) > 0 then
  ripe = redis.call('ZRANGEBYSCORE', delayed, '-inf', now, 'LIMIT', 0, 1000)
  if #ripe < 1000 then
    -- Further ahead than a task can be delayed: the clock was put back meanwhile.
    local ahead = redis.call('ZRANGEBYSCORE', delayed, '(' .. string.format('%.0f', now + tonumber(ARGV[11])), '+inf', 'LIMIT', 0, 1000 - #ripe)
    for _, body in ipairs(ahead) do ripe[#ripe + 1] = body end
  end
end
local stopped = paused == '1'
if #ripe == 0 and (stopped or redis.call('LLEN', proc) == 0) then return {now, stopped and 'PAUSED' or 'OPEN'} end

local wrong = unsound({proc, 'list', working, 'hash', expiry, 'zset', index, 'hash', dead, 'hash', cancelled, 'hash'},
  counts, {'token', 'next', 'pending', 'pushed'})
if wrong then return wrong end
local given, following, pending = unpack(redis.call('HMGET', counts, 'token', 'next', 'pending'))
following, pending = tonumber(following or '1'), tonumber(pending or '0')
-- The first write is one that a full server refuses: it would let tasks be taken off the queue.
redis.call('HSET', counts, 'token', given or '0')

if #ripe > 0 then
  -- To the head, in their order: what was begun is ended before what was not, and what a dead node held need not wait
  -- behind the whole queue. The limits on attempts keep it from holding the others up for long.
  local backwards = {}
  for i = #ripe, 1, -1 do backwards[#backwards + 1] = ripe[i] end
  call_many('LPUSH', proc, backwards)
  call_many('ZREM', delayed, ripe)
  redis.call('HINCRBY', counts, 'pending', #ripe)
  pending = pending + #ripe
end
if stopped then return {now, 'PAUSED'} end

local function milliseconds(text)
  local h, m, s = string.match(text, '^(%d+):(%d%d?):(%d%d?)$')
  if not h then return nil end
  local sum = (h * 3600 + m * 60 + s) * 1000
  return sum > 0 and sum <= LONGEST and sum or nil
end
local UNITS = {[''] = 1, K = 2 ^ 10, M = 2 ^ 20, G = 2 ^ 30, T = 2 ^ 40}
local function bytes(value)
  if type(value) == 'number' then return value end
  local number, unit = string.match(string.upper(tostring(value)), '^%s*(%d+%.?%d*)%s*([KMGT]?)I?B?%s*$')
  return number and tonumber(number) * UNITS[unit]
end
-- What cannot be read fits: the agent that gets it says what is wrong with it.
local function fits(own_walltime, own_memory)
  if rest and own_walltime and (milliseconds(own_walltime) or 0) > rest then return false end
  return not (memory and own_memory and (bytes(own_memory) or 0) > memory)
end

local bodies, unfit, back = {}, {}, {}
-- A few first: how large they are tells how many more may be looked at.
local left, portion, bytes = math.min(most, 1000), 16, 0
while left > 0 and #unfit < SKIP and #back == 0 do
  local asked = math.min(left, portion)
  local some = redis.call('LPOP', proc, asked)
  if not some then break end
  for _, body in ipairs(some) do
    if bytes >= REPLY_BYTES then
      back[#back + 1] = body
    else
      local id, counted, own, bad, own_memory = read(body, following)
      if #body <= MOST_BYTES then bytes = bytes + #body end
      if bad or fits(own, own_memory) then
        bodies[#bodies + 1] = {body, id, counted, own, bad}
        left = left - 1
      else
        unfit[#unfit + 1] = body
      end
    end
  end
  if #some < asked or bytes >= REPLY_BYTES then break end
  portion = math.min(4 * portion, 256)
end
for i = #back, 1, -1 do redis.call('LPUSH', proc, back[i]) end
call_many('RPUSH', proc, unfit)
if #bodies == 0 then return {now, 'OPEN'} end

-- Not below the clock's microseconds: no token is given again by a server that has forgotten some (a failover, a torn tail, a restore),
-- nor in a later campaign of the same name.
local token = math.max(tonumber(given or '0'), now * 1000)
redis.call('HSET', counts, 'token', string.format('%.0f', token + #bodies))
local foreign, rejected = 0, 0

local function reject(id, body, serial, reason)
  rejected = rejected + 1
  local key = id or (stage .. '/bad~' .. serial)
  redis.call('HSET', dead, key, '{"token":' .. serial .. ',"state":"DEAD","stage":' .. cjson.encode(stage) .. ',"id":' .. cjson.encode(key)
    .. ',"outcome":"BAD_MESSAGE","reason":' .. cjson.encode(reason) .. ',"ended_ms":' .. string.format('%.0f', now)
    .. ',"raw":' .. cjson.encode(kept(body)) .. '}')
  redis.pcall('HINCRBY', counts, 'out:BAD_MESSAGE', 1)
  event(KEYS[10], 'reject', stage, key, {'reason', reason})
end

local ids, tasks, refused = {}, {}, {}
for i, one in ipairs(bodies) do
  local serial = string.format('%.0f', token + i)
  local body, id, counted, own, bad = unpack(one, 1, 5)
  local limit = own and milliseconds(own) or (not own and walltime)
  if not counted then foreign = foreign + 1 end
  if not bad and not limit then bad = 'walltime ' .. string.sub(own, 1, 100) .. ' is not HH:MM:SS' end
  if bad then
    refused[#refused + 1] = {id, serial, body, bad, counted}
  else
    id = id or (stage .. '/f' .. serial)
    tasks[#tasks + 1] = {id, serial, limit, body}
  end
  if id then ids[#ids + 1] = id end
end

-- A second message with the id of a task that is there already must not run, nor replace it.
local known = {}
if #ids > 0 then
  for _, place in ipairs({working, index, dead, cancelled}) do
    if redis.call('HLEN', place) > 0 then
      local found = redis.call('HMGET', place, unpack(ids))
      for i = 1, #ids do if found[i] then known[ids[i]] = true end end
    end
  end
end

local reply, leases, ends = {now, 'OPEN'}, {}, {}
local stamp = string.format('%.0f', now)
for _, task in ipairs(tasks) do
  local id, serial, limit, body = unpack(task)
  if known[id] then
    reject(id .. '~' .. serial, body, serial, 'a task with the id ' .. id .. ' is there already')
  else
    known[id] = true
    leases[#leases + 1] = id
    leases[#leases + 1] = serial .. ' ' .. agent .. ' ' .. stamp .. ' ' .. string.format('%.0f', now + limit) .. ' ' .. body
    ends[#ends + 1] = math.min(now + lease, now + limit + grace)
    ends[#ends + 1] = id
    reply[#reply + 1] = id
    reply[#reply + 1] = serial
    reply[#reply + 1] = string.format('%.0f', limit)
    reply[#reply + 1] = body
  end
end
for _, one in ipairs(refused) do
  local id, serial, body, reason, counted = unpack(one, 1, 5)
  -- An id that Muster may have given stays that task's.
  if id and (counted or known[id] or string.sub(id, 1, #stage + 1) == stage .. '/') then id = id .. '~' .. serial end
  if id then known[id] = true end
  reject(id, body, serial, reason)
end
call_many('HSET', working, leases)
call_many('ZADD', expiry, ends)
if #leases > 0 and lease > (tonumber(longest or '0') or 0) then redis.call('HSET', campaign, 'lease', ARGV[4]) end
local less, more = pending_after(pending, #bodies, foreign)
redis.call('HINCRBY', counts, 'pending', less)
if more > 0 then redis.call('HINCRBY', counts, 'pushed', more) end
pace(KEYS[11], rejected)
return reply
