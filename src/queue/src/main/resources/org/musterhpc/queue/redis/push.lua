-- PUSH and HOLD: puts new messages of one stage in, numbered without a gap, each once however often it is sent.
-- KEYS 1 campaign HASH, 2 proc LIST, 3 held LIST, 4 blocked HASH, 5 counts HASH, 6 index HASH of the stage waited for (or of this one),
--      then what tells that tasks of the stage were there: 7 working HASH, 8 delayed ZSET, 9 index, 10 dead, 11 cancelled HASH
-- ARGV 1 time or '', 2 number n of the first message, 3 mode: free | all | each, then the messages;
--      in mode each: pairs of the id of the task waited for, and the message
-- Returns the number that the next message must have; -1 where the campaign is not there; -2 where numbers would be left out;
-- -4 where the counters are lost and tasks are there, which would all be pushed again;
-- -3 while the campaign is being restored: what is done already must not be pushed as new; -5 where another waits already for a task
-- that one of these waits for: it would take its place.
--@include include-batch.lua
--@include include-sound.lua
local there, restoring = unpack(redis.call('HMGET', KEYS[1], 'digest', 'restoring'))
if not there then return -1 end
if restoring == '1' then return -3 end
local wrong = unsound({KEYS[2], 'list', KEYS[3], 'list', KEYS[4], 'hash', KEYS[6], 'hash'}, KEYS[5], {'next', 'pending', 'pushed'})
if wrong then return wrong end
local first, mode = tonumber(ARGV[2]), ARGV[3]
local step = mode == 'each' and 2 or 1
local count = (#ARGV - 3) / step
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
if mode == 'each' then
  local waiting, taken = {}, {}
  for i = 4, #ARGV, 2 do
    if redis.call('HEXISTS', KEYS[6], ARGV[i]) == 1 then
      ready[#ready + 1] = ARGV[i + 1]
    else
      if taken[ARGV[i]] or redis.call('HEXISTS', KEYS[4], ARGV[i]) == 1 then return -5 end
      taken[ARGV[i]] = true
      waiting[#waiting + 1] = ARGV[i]
      waiting[#waiting + 1] = ARGV[i + 1]
    end
  end
  call_many('HSET', KEYS[4], waiting)
else
  for i = 4, #ARGV do ready[i - 3] = ARGV[i] end
end
if mode == 'all' and open ~= '1' then
  call_many('RPUSH', KEYS[3], ready)
else
  call_many('RPUSH', KEYS[2], ready)
  redis.call('HINCRBY', KEYS[5], 'pending', #ready)
end
redis.call('HINCRBY', KEYS[5], 'pushed', count)
redis.call('HSET', KEYS[5], 'next', wanted + count)
return wanted + count
