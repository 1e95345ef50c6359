-- PUSH and HOLD: puts new messages of one stage in, numbered without a gap, each once however often it is sent.
-- KEYS 1 campaign HASH, 2 proc LIST, 3 held LIST, 4 blocked HASH, 5 counts HASH, 6 need HASH, then what tells that tasks of the stage were
--      there: 7 working HASH, 8 delayed ZSET, 9 index, 10 dead, 11 cancelled HASH; then those of the stages waited for (see include-wait.lua),
--      then those of the followers (see include-follow.lua)
-- ARGV 1 time or '', 2 number n of the first message, 3 what they wait for, 4 the stage and its followers (as there), then the messages;
--      where they wait task by task or by groups: pairs of the group and the message
-- Returns the number that the next message must have; -1 where the campaign is not there; -2 where numbers would be left out;
-- -4 where the counters are lost and tasks are there, which would all be pushed again;
-- -3 while the campaign is being restored: what is done already must not be pushed as new; -5 where another waits already in the group
-- of one of these: it would take its place.
--@include include-batch.lua
--@include include-sound.lua
--@include include-follow.lua
--@include include-wait.lua
local there, restoring = unpack(redis.call('HMGET', KEYS[1], 'digest', 'restoring'))
if not there then return -1 end
if restoring == '1' then return -3 end
local w, after = waiting(ARGV[3], 12)
local stage, followers = whom(ARGV[4], after)
local wrong = unsound({KEYS[2], 'list', KEYS[3], 'list', KEYS[4], 'hash', KEYS[6], 'hash'}, KEYS[5], {'next', 'pending', 'pushed'})
  or sound_parents(w) or sound_followers(followers)
if wrong then return wrong end
local first, grouped = tonumber(ARGV[2]), w.mode == 'each' or w.mode == 'group'
local step = grouped and 2 or 1
local count = (#ARGV - 4) / step
local wanted, open = unpack(redis.call('HMGET', KEYS[5], 'next', 'open'))
if not wanted and redis.call('EXISTS', KEYS[5]) == 0 then
  -- Other producers may have been here before us: unclaimed, theirs have no number; claimed, they are counted.
  local head, tail = redis.call('LRANGE', KEYS[2], 0, 0)[1], redis.call('LRANGE', KEYS[2], -1, -1)[1]
  local ours = (head and string.find(head, '^{"n":[1-9]')) or (tail and string.find(tail, '^{"n":[1-9]'))
  if ours or redis.call('EXISTS', KEYS[3], KEYS[4], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[11]) > 0 then return -4 end
end
wanted = tonumber(wanted or '1')
if first > wanted then return -2 end
if first < wanted then return wanted end
local ready = {}
if grouped then
  local lefts, taken = {}, {}
  for i = 5, #ARGV, 2 do
    local group = ARGV[i]
    lefts[i] = left(w, KEYS[6], group)
    if lefts[i] > 0 then
      if taken[group] or redis.call('HEXISTS', KEYS[4], group) == 1 then return -5 end
      taken[group] = true
    end
  end
  for i = 5, #ARGV, 2 do
    if lefts[i] > 0 then block(w, KEYS[4], KEYS[6], ARGV[i], ARGV[i + 1], lefts[i]) else ready[#ready + 1] = ARGV[i + 1] end
  end
else
  for i = 5, #ARGV do ready[i - 4] = ARGV[i] end
end
for _, f in ipairs(followers) do
  if f.mode == 'group' then
    local more, members = {}, {}
    for i = 4 + step, #ARGV, step do
      local group, id = group_of(f, stage, '', ARGV[i])
      if group then
        more[group] = (more[group] or 0) + 1
        members[#members + 1] = 0
        members[#members + 1] = member(group, wanted + (i - 4) / step - 1, id)
      end
    end
    for group, by in pairs(more) do redis.call('HINCRBY', f.need, group, by) end
    call_many('ZADD', f.members, members)
  end
end
if w.mode == 'all' and open ~= '1' then
  call_many('RPUSH', KEYS[3], ready)
else
  call_many('RPUSH', KEYS[2], ready)
  redis.call('HINCRBY', KEYS[5], 'pending', #ready)
end
redis.call('HINCRBY', KEYS[5], 'pushed', count)
redis.call('HSET', KEYS[5], 'next', wanted + count)
return wanted + count
