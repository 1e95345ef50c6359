-- AMEND and CONDEMN: a scheduler says later why attempts were lost that had been recorded by then; what is recorded of them is put right,
-- and their tasks go on as the policy decides on that. Only a task is changed that still waits with that attempt as its last: one that
-- runs again, has ended or was cancelled is left alone.
-- It is looked for among what is delayed and in the first and last LOOK of the queue, not farther: what is lost is delayed, becomes ripe to
-- the head of the queue, and what has grown beyond an allocation goes from there to the end. Before it stand only what was given back or
-- became ripe since, and the scheduler is heard within a minute. One that is not found stays a loss, of which max_losses has the end.
-- KEYS 1 campaign HASH, 2 proc LIST, 3 delayed ZSET, 4 dead HASH, 5 counts HASH, 6 history HASH, 7 events STREAM, 8 pace HASH,
--      9 index HASH, 10 cancelled HASH, 11 ended STREAM, then those of the followers (see include-follow.lua)
-- ARGV 1 time or '', 2 the stage and its followers (as there), then per task: id, message as it waits, attempt (JSON) as it is recorded, attempt as it is to be, outcome as
--      it is recorded, outcome as it is to be, next message or '' (it waits on as it does), delay (ms), record of the dead or ''
-- Returns one word a task: ACCEPTED, or STALE: nothing was changed.
--@include include-time.lua
--@include include-batch.lua
--@include include-blank.lua
--@include include-ended.lua
--@include include-event.lua
--@include include-pace.lua
--@include include-sound.lua
--@include include-release.lua
--@include include-follow.lua
local proc, delayed, dead, counts, history = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local stage, followers, told = whom(ARGV[2], 12)
local LOOK, MOST_BYTES = 1000, 8388608
local there = redis.call('EXISTS', KEYS[1]) == 1
local wrong = unsound({proc, 'list', delayed, 'zset', dead, 'hash', history, 'hash', KEYS[11], 'stream'}, counts, {'pending', 'pushed', 'blank'})
  or sound_followers(followers, told) or sound_ends(followers, {KEYS[9], dead, KEYS[10]})
if wrong then return wrong end

-- What stands at one end of the queue: message → its index.
local length = redis.call('LLEN', proc)
local function reach(head)
  local seen, at, portion, bytes = {}, 0, 16, 0
  while at < LOOK and bytes < MOST_BYTES do
    local beyond = math.min(at + portion, LOOK)
    local first = head and at or math.max(length - beyond, 0)
    local some = redis.call('LRANGE', proc, first, head and beyond - 1 or length - at - 1)
    for i, body in ipairs(some) do
      seen[body] = seen[body] or first + i - 1
      bytes = bytes + #body
    end
    if #some < beyond - at then break end
    at = beyond
    portion = math.min(4 * portion, 256)
  end
  return seen
end
local head, tail
-- Whether it is delayed, else its index on the queue; nil where neither is found.
local function place(body)
  if redis.call('ZSCORE', delayed, body) then return 'delayed' end
  head = head or reach(true)
  if head[body] then return head[body] end
  tail = tail or reach(false)
  return tail[body]
end
-- What was recorded before this attempt, with a comma at its end, or ''; nil where the attempt is not the last.
local function before(past, attempt)
  if not past or #past < #attempt or string.sub(past, -#attempt) ~= attempt then return nil end
  local earlier = string.sub(past, 1, #past - #attempt)
  return (earlier == '' or string.sub(earlier, -1) == ',') and earlier or nil
end

local words, buried = {}, 0
local sealed = #followers > 0 and redis.call('HGET', counts, 'sealed') == '1'
for i = 3, #ARGV, 9 do
  local id, body, was, is, from, outcome, following, delay, record = unpack(ARGV, i, i + 8)
  local earlier = there and before(redis.call('HGET', history, id), was)
  local at = earlier and not (record ~= '' and redis.call('HEXISTS', dead, id) == 1) and place(body)
  if not at then
    words[#words + 1] = 'STALE'
  else
    words[#words + 1] = 'ACCEPTED'
    if record ~= '' or following ~= '' then
      if at == 'delayed' then
        redis.call('ZREM', delayed, body)
      else
        blank_out(proc, at, counts, 'blank')
        redis.call('HINCRBY', counts, 'pending', -1)
        head, tail, length = nil, nil, redis.call('LLEN', proc)
      end
    end
    if record ~= '' then
      buried = buried + 1
      redis.call('HSET', dead, id, record)
      note_ended(KEYS[11], 'DEAD', id)
      tell(told, record, id, outcome)
      if #followers > 0 then over(followers, stage, sealed, id, body, 'ended') end
      if earlier == '' then redis.call('HDEL', history, id) else redis.call('HSET', history, id, string.sub(earlier, 1, -2)) end
    else
      if following ~= '' then redis.call('ZADD', delayed, now + tonumber(delay), following) end
      redis.call('HSET', history, id, earlier .. is)
    end
    if from ~= outcome then
      redis.pcall('HINCRBY', counts, 'out:' .. from, -1)
      redis.pcall('HINCRBY', counts, 'out:' .. outcome, 1)
    end
    event(KEYS[7], record ~= '' and 'condemn' or 'amend', stage, id, {'outcome', outcome, 'was', from})
  end
end
release_if_complete(counts, KEYS[9], dead, KEYS[10], followers)
pace(KEYS[8], buried)
return words
