-- Shared. RIPEN: delayed tasks whose time has come go to the head of the queue, in their order: what was begun is ended before what was
-- not, and what a dead node held need not wait behind the whole queue. The limits on attempts keep it from holding the others up for long.
-- ripe_ones(delayed ZSET, the longest delay (ms)): at most a thousand. One that lies further ahead than it can is ripe, too: the clock
-- was put back.
local function ripe_ones(delayed, longest)
  if redis.call('ZCARD', delayed) == 0 then return {} end
  local ripe = redis.call('ZRANGEBYSCORE', delayed, '-inf', now, 'LIMIT', 0, 1000)
  if #ripe < 1000 then
    local ahead = redis.call('ZRANGEBYSCORE', delayed, '(' .. string.format('%.0f', now + longest), '+inf', 'LIMIT', 0, 1000 - #ripe)
    for _, body in ipairs(ahead) do ripe[#ripe + 1] = body end
  end
  return ripe
end
local function make_pending(ripe, delayed, proc, counts)
  if #ripe == 0 then return end
  local backwards = {}
  for i = #ripe, 1, -1 do backwards[#backwards + 1] = ripe[i] end
  redis.call('HINCRBY', counts, 'pending', #ripe)
  call_many('LPUSH', proc, backwards)
  call_many('ZREM', delayed, ripe)
end
