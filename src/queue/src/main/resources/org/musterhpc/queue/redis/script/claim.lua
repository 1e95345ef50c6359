-- CLAIM, and before it RIPEN: leases the next tasks of one stage to an agent. REJECTs what cannot be read.
-- A task that has grown beyond what the agent's allocation offers goes to the end of the queue as it is, so that it neither blocks
-- the others nor comes back at once. At most SKIP of them a call: there may be fewer tasks than are wanted, and more behind.
-- A message is at most a mebibyte, and so much in all that no agent chokes on it; what is more is REJECTed, with its first part kept.
-- It can be repeated: the agent numbers its exchanges, two may be under way at once, and the same number is given the same leases.
-- KEYS 1 campaign HASH, 2 proc LIST, 3 working HASH, 4 expiry ZSET, 5 delayed ZSET, 6 index HASH, 7 dead HASH,
--      8 cancelled HASH, 9 counts HASH, 10 events STREAM, 11 pace HASH, 12 beats ZSET, 13 answers HASH, 14 bell LIST, 15 ended STREAM, then those of
--      include-room.lua, and where a list is told of what ends, last that LIST
-- ARGV 1 time or '', 2 agent, 3 most, 4 number of the agent's exchange, 5 walltime of the stage (ms), 6 grace after the deadline (ms),
--      7 stage, 8 rest of the allocation (ms) or '', 9 its memory (bytes) or '', 10 when the campaign that the agent knows was created
--      (ms), 11 how long a task of the stage is delayed at the most (ms), 12 place of this claim among those of the exchange (1: the
--      first), 13 1 where the number may have been here before, else 0, 14 number of the edition of the campaign that the agent
--      knows, then those of include-room.lua
-- Returns {now, mood, then per task: id, token, walltime (ms), message}; mood: OPEN, BUSY where there is nothing now and something is under way in
-- this stage, FULL where tasks wait and as many are under way as may be, PACED where they wait for their rate, PAUSED, SILENT where the agent has no lease, OLD where a later exchange was here, CHANGED where the agent knows another edition
-- of the campaign: nothing was taken; or GONE, also where a new campaign has the name of the one that the agent knows.
--@include include-time.lua
--@include include-batch.lua
--@include include-blank.lua
--@include include-ended.lua
--@include include-event.lua
--@include include-message.lua
--@include include-pace.lua
--@include include-ring.lua
--@include include-ripen.lua
--@include include-sound.lua
--@include include-room.lua
--@include include-walltime.lua
--@include include-fits.lua
local campaign, proc, working, expiry, delayed = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local index, dead, cancelled, counts, answers, bell = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[13], KEYS[14]
local agent, most, number, walltime, grace, stage = ARGV[2], tonumber(ARGV[3]), ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7]
local rest, memory = tonumber(ARGV[8]), tonumber(ARGV[9])
local told = KEYS[16 + tonumber(ARGV[18] or '0')]
local SKIP, BLANKS, REPLY_BYTES = 256, 4096, 4194304

local created, paused, graced, edition = unpack(redis.call('HMGET', campaign, 'created', 'paused', 'grace', 'edition'))
if created ~= ARGV[10] then return {now, 'GONE'} end
if (edition or '1') ~= ARGV[14] then return {now, 'CHANGED'} end
local lasts = redis.call('ZSCORE', KEYS[12], agent)
if not lasts or tonumber(lasts) <= now then return {now, 'SILENT'} end

local field = agent .. ' ' .. (tonumber(number) % 2) .. '.' .. ARGV[12]
local before = redis.call('HGET', answers, field) or ''
local last, given_before = string.match(before, '^(%d+) (.*)$')
if last and tonumber(last) > tonumber(number) then return {now, 'OLD'} end
if last == number then
  local fine, given = pcall(cmsgpack.unpack, given_before)
  local reply = {now, 'OPEN'}
  for i = 1, fine and type(given) == 'table' and #given or 0, 2 do
    local id = given[i]
    local token, claimed, deadline, body = string.match(redis.call('HGET', working, id) or '', '^(%d+) %S+ (%d+) (%d+) (.*)$')
    if token == given[i + 1] then
      -- Nobody has begun it: its walltime is from now on.
      local limit = deadline - claimed
      redis.call('HSET', working, id, string.format('%s %s %.0f %.0f %s', token, agent, now, now + limit, body))
      redis.call('ZADD', expiry, now + limit + grace, id)
      for _, part in ipairs({id, token, string.format('%.0f', limit), body}) do reply[#reply + 1] = part end
    end
  end
  return reply
end

local ripe = ripe_ones(delayed, tonumber(ARGV[11]))
local stopped = paused == '1'
local idle = #ripe == 0 and (stopped or redis.call('LLEN', proc) == 0)
local bounds = room(16, 15, working, counts)
if bounds and bounds.err then return bounds end
local full = bounds and bounds.free <= 0
if (idle or full) and ARGV[13] == '0' then
  if stopped then return {now, 'PAUSED'} end
  if not idle then return {now, bounds.why} end
  local still = redis.call('HGET', counts, 'sealed') == '1' and redis.call('HLEN', working) == 0 and redis.call('ZCARD', delayed) == 0
  return {now, still and 'OPEN' or 'BUSY'}
end

local wrong = unsound({proc, 'list', working, 'hash', expiry, 'zset', index, 'hash', dead, 'hash', cancelled, 'hash', answers, 'hash'},
  counts, {'token', 'next', 'pending', 'pushed', 'blank'})
if not wrong and told then wrong = unsound({told, 'list'}) end
if wrong then return wrong end
local given, following, pending = unpack(redis.call('HMGET', counts, 'token', 'next', 'pending'))
following, pending = tonumber(following or '1'), tonumber(pending or '0')
-- The first write is one that a full server refuses: it would let tasks be taken off the queue. From here on, the same claim that was
-- given up and arrives late finds its number, and takes nothing.
redis.call('HSET', answers, field, number .. ' ' .. cmsgpack.pack({}))
make_pending(ripe, delayed, proc, counts)
pending = pending + #ripe
if stopped then return {now, 'PAUSED'} end
if idle then return {now, 'OPEN'} end
if full then return {now, bounds.why} end

local bodies, unfit, back = {}, {}, {}
-- A few first: how large they are tells how many more may be looked at.
local left, portion, bytes, blank, may_be_blank = math.min(most, 1000, bounds and bounds.free or 1000), 16, 0, 0, blanks(counts, 'blank')
while left > 0 and #unfit < SKIP and #back == 0 and blank < BLANKS do
  local asked = math.min(left, portion)
  local popped = redis.call('LPOP', proc, asked)
  if not popped then break end
  local some, empty = without_blanks(popped, may_be_blank - blank)
  blank = blank + empty
  for _, body in ipairs(some) do
    if bytes >= REPLY_BYTES then
      back[#back + 1] = body
    else
      local id, counted, own, bad, own_memory = read(body, following)
      if #body <= MOST_BYTES then bytes = bytes + #body end
      if bad or fits(rest, memory, own, own_memory) then
        bodies[#bodies + 1] = {body, id, counted, own, bad}
        left = left - 1
      else
        unfit[#unfit + 1] = body
      end
    end
  end
  if #popped < asked or bytes >= REPLY_BYTES then break end
  portion = math.min(4 * portion, 256)
end
for i = #back, 1, -1 do redis.call('LPUSH', proc, back[i]) end
call_many('RPUSH', proc, unfit)
if blank > 0 then redis.call('HINCRBY', counts, 'blank', -blank) end
if #bodies == 0 then return {now, 'OPEN'} end

-- Not below the clock's microseconds: no token is given again by a server that has forgotten some (a failover, a torn tail, a restore),
-- nor in a later campaign of the same name.
local token = math.max(tonumber(given or '0'), now * 1000)
redis.call('HSET', counts, 'token', string.format('%.0f', token + #bodies))
local foreign, rejected = 0, 0

local function reject(id, body, serial, reason)
  rejected = rejected + 1
  local key = id or (stage .. '/bad~' .. serial)
  local record = '{"token":' .. serial .. ',"state":"DEAD","stage":' .. cjson.encode(stage) .. ',"id":' .. cjson.encode(key)
    .. ',"outcome":"BAD_MESSAGE","reason":' .. cjson.encode(reason) .. ',"ended_ms":' .. string.format('%.0f', now)
    .. ',"raw":' .. cjson.encode(kept(body)) .. '}'
  redis.call('HSET', dead, key, record)
  note_ended(KEYS[15], 'DEAD', key)
  if told then redis.call('RPUSH', told, record) end
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

local reply, leases, ends, answer = {now, 'OPEN'}, {}, {}, {}
local stamp = string.format('%.0f', now)
for _, task in ipairs(tasks) do
  local id, serial, limit, body = unpack(task)
  if known[id] then
    reject(id .. '~' .. serial, body, serial, 'a task with the id ' .. id .. ' is there already')
  else
    known[id] = true
    leases[#leases + 1] = id
    leases[#leases + 1] = serial .. ' ' .. agent .. ' ' .. stamp .. ' ' .. string.format('%.0f', now + limit) .. ' ' .. body
    ends[#ends + 1] = now + limit + grace
    ends[#ends + 1] = id
    answer[#answer + 1] = id
    answer[#answer + 1] = serial
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
redis.call('HSET', answers, field, number .. ' ' .. cmsgpack.pack(answer))
call_many('HSET', working, leases)
call_many('ZADD', expiry, ends)
spend(bounds, counts, #ends / 2)
if grace > (tonumber(graced or '') or -1) then redis.call('HSET', campaign, 'grace', ARGV[6]) end
local less, more = pending_after(pending, #bodies, foreign)
redis.call('HINCRBY', counts, 'pending', less)
if more > 0 then redis.call('HINCRBY', counts, 'pushed', more) end
pace(KEYS[11], rejected)
-- Others may have what is left: each that is woken wakes two.
if redis.call('LLEN', proc) > 0 and (not bounds or bounds.free > #ends / 2) then ring(bell, 2) end
return reply
