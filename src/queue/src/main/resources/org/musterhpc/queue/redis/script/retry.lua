-- RETRY and LAPSE: attempts failed or were lost; the tasks run again when they are ripe.
-- KEYS 1 campaign HASH, 2 working HASH, 3 expiry ZSET, 4 delayed ZSET, 5 counts HASH, 6 history HASH, 7 late LIST, 8 events STREAM,
--      9 dead HASH, 10 beats ZSET, 11 revoked HASH, 12 doubles HASH
-- ARGV 1 time or '', 2 retry | lapse | release, 3 stage, 4 how many may fail alike (see include-halt.lua), then per task: id, token, next
--      message, delay (ms), attempt (JSON), outcome, how it failed or ''
-- A lapse (the lease ran out) and a release (the agent is known to be gone) are said by somebody else than the holder: refused, they
-- are not kept as late. A lapse is refused where the agent was heard of meanwhile and the deadline is not over, a release only where the
-- token is another's.
-- Returns one word a task: ACCEPTED, ALREADY or STALE; and behind them PAUSED where nothing more is to be begun.
--@include include-time.lua
--@include include-event.lua
--@include include-halt.lua
--@include include-lapse.lua
--@include include-lease.lua
--@include include-double.lua
--@include include-sound.lua
local working, expiry, delayed, counts, history = KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local word, stage = ARGV[2], ARGV[3]
local reported = word == 'retry'
local there = redis.call('EXISTS', KEYS[1]) == 1
local wrong = unsound({working, 'hash', expiry, 'zset', delayed, 'zset', history, 'hash', KEYS[7], 'list', KEYS[10], 'zset'}, counts, {'late'})
if wrong then return wrong end
local words = {}
local doubled = there_are(KEYS[12])
for i = 5, #ARGV, 7 do
  local id, token, body, delay, attempt, outcome, like = unpack(ARGV, i, i + 6)
  local seen = there and redis.call('HGET', working, id)
  local mine = held(seen, token)
  if mine and word == 'lapse' then mine = ends(seen, expiry, id, KEYS[10]) <= now end
  local past = there and redis.call('HGET', history, id)
  if mine then
    words[#words + 1] = 'ACCEPTED'
    redis.call('HDEL', working, id)
    redis.call('ZREM', expiry, id)
    if not reported then revoke(KEYS[11], seen) end
    if doubled then tell_double(KEYS[12], KEYS[11], id, seen) end
    redis.call('ZADD', delayed, now + tonumber(delay), body)
    redis.call('HSET', history, id, past and (past .. ',' .. attempt) or attempt)
    redis.pcall('HINCRBY', counts, 'out:' .. outcome, 1)
    event(KEYS[8], word, stage, id, {'outcome', outcome, 'delay_ms', delay})
    local alike = failed_alike(counts, like, tonumber(ARGV[4]))
    if alike then halt(KEYS[1], KEYS[8], stage, id, '"alike":' .. alike .. ',"how":' .. cjson.encode(like)) end
  elseif there and reported and said_before(past, token) then
    words[#words + 1] = 'ALREADY'
  else
    words[#words + 1] = 'STALE'
    if there and reported then too_late(KEYS[7], counts, attempt) end
    if doubled and reported then fail_double(KEYS[12], id, seen, token) end
  end
end
if redis.call('HGET', KEYS[1], 'paused') == '1' then words[#words + 1] = 'PAUSED' end
return words
