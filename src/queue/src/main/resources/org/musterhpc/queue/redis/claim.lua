-- CLAIM, and before it RIPEN: leases the next tasks of one stage to an agent. REJECTs what cannot be read.
-- A task that has grown beyond what the agent's allocation offers goes to the end of the queue as it is, so that it neither blocks
-- the others nor comes back at once. At most SKIP of them a call: there may be fewer tasks than are wanted, and more behind.
-- KEYS 1 campaign HASH, 2 proc LIST, 3 working HASH, 4 expiry ZSET, 5 delayed ZSET, 6 index HASH, 7 dead HASH,
--      8 cancelled HASH, 9 counts HASH, 10 events STREAM, 11 pace HASH
-- ARGV 1 time or '', 2 agent, 3 most, 4 lease (ms), 5 walltime of the stage (ms), 6 grace after the deadline (ms), 7 stage,
--      8 rest of the allocation (ms) or '', 9 its memory (bytes) or '', 10 when the campaign that the agent knows was created (ms)
-- Returns {now, mood, then per task: id, token, walltime (ms), message}; mood: OPEN, PAUSED or GONE, also where a new campaign has
-- the name of the one that the agent knows.
--@include include-time.lua
--@include include-batch.lua
--@include include-event.lua
--@include include-message.lua
--@include include-pace.lua
local campaign, proc, working, expiry, delayed = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local index, dead, cancelled, counts = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local agent, most, lease, walltime, grace, stage = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
local rest, memory = tonumber(ARGV[8]), tonumber(ARGV[9])
local SKIP = 256

local created, paused = unpack(redis.call('HMGET', campaign, 'created', 'paused'))
if created ~= ARGV[10] then return {now, 'GONE'} end

if redis.call('ZCARD', delayed) > 0 then
  local ripe = redis.call('ZRANGEBYSCORE', delayed, '-inf', now, 'LIMIT', 0, 1000)
  if #ripe > 0 then
    -- To the head, in their order: what was begun is ended before what was not, and what a dead node held need not wait
    -- behind the whole queue. The limits on attempts keep it from holding the others up for long.
    local backwards = {}
    for i = #ripe, 1, -1 do backwards[#backwards + 1] = ripe[i] end
    call_many('LPUSH', proc, backwards)
    call_many('ZREM', delayed, ripe)
    redis.call('HINCRBY', counts, 'pending', #ripe)
  end
end
if paused == '1' then return {now, 'PAUSED'} end

local function milliseconds(text)
  local h, m, s = string.match(text, '^(%d+):(%d%d?):(%d%d?)$')
  if not h then return nil end
  local sum = (h * 3600 + m * 60 + s) * 1000
  return sum > 0 and sum or nil
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

local bodies, unfit = {}, {}
local wanted = math.min(most, 1000)
while wanted > 0 do
  local some = redis.call('LPOP', proc, wanted)
  if not some then break end
  wanted = wanted - #some
  local skipped = 0
  for _, body in ipairs(some) do
    local id, counted, own, bad, own_memory = read(body)
    if bad or fits(own, own_memory) then
      bodies[#bodies + 1] = {body, id, counted, own, bad}
    else
      unfit[#unfit + 1] = body
      skipped = skipped + 1
    end
  end
  wanted = wanted > 0 and 0 or math.min(skipped, SKIP - #unfit)
end
call_many('RPUSH', proc, unfit)
if #bodies == 0 then return {now, 'OPEN'} end

-- Not below the clock's microseconds: no token is given again by a server that has forgotten some (a failover, a torn tail, a restore),
-- nor in a later campaign of the same name.
local token = math.max(tonumber(redis.call('HGET', counts, 'token') or '0'), now * 1000)
redis.call('HSET', counts, 'token', string.format('%.0f', token + #bodies))
local foreign, rejected = 0, 0

local function reject(id, body, serial, reason)
  rejected = rejected + 1
  local key = id or (stage .. '/bad~' .. serial)
  redis.call('HSET', dead, key, '{"token":' .. serial .. ',"state":"DEAD","stage":' .. cjson.encode(stage) .. ',"id":' .. cjson.encode(key)
    .. ',"outcome":"BAD_MESSAGE","reason":' .. cjson.encode(reason) .. ',"ended_ms":' .. string.format('%.0f', now)
    .. ',"raw":' .. cjson.encode(body) .. '}')
  redis.call('HINCRBY', counts, 'out:BAD_MESSAGE', 1)
  event(KEYS[10], 'reject', stage, key, {'reason', reason})
end

local ids, tasks = {}, {}
for i, one in ipairs(bodies) do
  local serial = string.format('%.0f', token + i)
  local body, id, counted, own, bad = unpack(one, 1, 5)
  local limit = own and milliseconds(own) or (not own and walltime)
  if not counted then foreign = foreign + 1 end
  if not bad and not limit then bad = 'walltime ' .. own .. ' is not HH:MM:SS' end
  if bad then
    reject(id and (id .. '~' .. serial), body, serial, bad)
  else
    id = id or (stage .. '/f' .. serial)
    ids[#ids + 1] = id
    tasks[#tasks + 1] = {id, serial, limit, body}
  end
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
call_many('HSET', working, leases)
call_many('ZADD', expiry, ends)
redis.call('HINCRBY', counts, 'pending', foreign - #bodies)
if foreign > 0 then redis.call('HINCRBY', counts, 'pushed', foreign) end
pace(KEYS[11], rejected)
return reply
