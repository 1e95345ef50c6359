-- An agent says that it lives, which prolongs all that it holds; no move. The post of the tender goes to the first who finds it free.
-- What is known of agents is made anew where its key is of another kind, which is put aside: they say it again, and what they hold stands
-- with the tasks.
-- KEYS 1 campaign HASH, 2 agents HASH, 3 beats ZSET, 4 revoked HASH, 5 tender STRING, 6 answers HASH, 7 where to put aside
-- ARGV 1 time or '', 2 agent, 3 lease (ms), 4 what it is (JSON), 5 when the campaign that the agent knows was created (ms)
-- Returns {now, mood, how many leases were taken from it so far, 1 where it had no lease before, 1 where it is the tender}; mood: OPEN,
-- PAUSED or GONE, also where a new campaign has the name of the one that the agent knows.
--@include include-time.lua
local campaign, agents, beats, revoked, tender = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local agent, lease = ARGV[2], tonumber(ARGV[3])
local created, paused, longest = unpack(redis.call('HMGET', campaign, 'created', 'paused', 'lease'))
if created ~= ARGV[5] then return {now, 'GONE', 0, 0, 0} end
-- The answer to a command, before which whatever is in the place of its key and of another kind is put aside.
local function call(command, key, ...)
  local answer = redis.pcall(command, key, ...)
  if type(answer) ~= 'table' or not answer.err then return answer end
  if string.find(answer.err, 'WRONGTYPE', 1, true) then redis.call('RENAME', key, KEYS[7]) end
  return redis.call(command, key, ...)
end
call('HSET', agents, agent, string.format('%.0f', now) .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
local before = call('ZSCORE', beats, agent)
redis.call('ZADD', beats, now + lease, agent)
local taken = call('HGET', revoked, agent)
call('HLEN', KEYS[6])
longest = tonumber(longest or '') or 0
if lease > longest then
  redis.call('HSET', campaign, 'lease', ARGV[3])
  longest = lease
end

-- It holds for less than a lease, so that a tender that died is followed before its own lease is over; and never for longer than a lease
-- ahead: the clock was put back, or somebody else wrote it.
local post = redis.pcall('GET', tender)
local holder, lasts = string.match(type(post) == 'string' and post or '', '^(%S+) (%d+)$')
lasts = tonumber(lasts or '') or 0
local tends = holder == agent or lasts <= now or lasts > now + longest
if tends then redis.call('SET', tender, agent .. ' ' .. string.format('%.0f', now + math.floor(lease / 2))) end
return {now, paused == '1' and 'PAUSED' or 'OPEN', tonumber(taken or '') or 0,
  (not before or tonumber(before) <= now) and 1 or 0, tends and 1 or 0}
