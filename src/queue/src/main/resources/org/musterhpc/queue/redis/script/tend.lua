-- RIPEN for the whole campaign, by its tender or whoever follows it; and the bell is rung again where work waits and a ring was lost.
-- What is still held of a stage that was opened goes on, a thousand a call.
-- KEYS 1 campaign HASH, 2 bell LIST, then per stage: delayed ZSET, proc LIST, counts HASH, held LIST, working HASH
-- ARGV 1 time or '', then per stage: how long one of its tasks is delayed at the most (ms)
-- Returns {now, when the next is ripe (ms) or -1, 1 where nothing waits, is delayed or under way, else 0}.
--@include include-time.lua
--@include include-batch.lua
--@include include-blank.lua
--@include include-ring.lua
--@include include-ripen.lua
--@include include-sound.lua
--@include include-release.lua
local there, paused = unpack(redis.call('HMGET', KEYS[1], 'created', 'paused'))
if not there then return {now, -1, 1} end
local following, waiting, ripened, still = -1, 0, 0, 1
for at = 3, #KEYS, 5 do
  local delayed, proc, counts, held = KEYS[at], KEYS[at + 1], KEYS[at + 2], KEYS[at + 3]
  if redis.pcall('HLEN', KEYS[at + 4]) ~= 0 then still = 0 end
  -- A damaged stage must not keep the others from going on; rollcall tells of it.
  if not unsound({delayed, 'zset', proc, 'list', held, 'list'}, counts, {'pending', 'blank_held'}) then
    local ripe = ripe_ones(delayed, tonumber(ARGV[2 + (at - 3) / 5]))
    make_pending(ripe, delayed, proc, counts)
    ripened = ripened + #ripe
    if redis.call('HGET', counts, 'open') == '1' and redis.call('LLEN', held) > 0 then
      move_held({held = held, proc = proc, counts = counts})
      following = now
    end
    waiting = waiting + redis.call('LLEN', proc)
    local first = redis.call('ZRANGEBYSCORE', delayed, '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if first[2] and (following < 0 or tonumber(first[2]) < following) then following = math.floor(tonumber(first[2])) end
  end
end
if paused ~= '1' and waiting > 0 then ring(KEYS[2], math.max(1, ripened)) end
if following >= 0 or waiting > 0 then still = 0 end
return {now, following, still}
