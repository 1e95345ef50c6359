-- RIPEN for the whole campaign, by its tender or whoever follows it; and the bell is rung again where work waits that may begin, and a ring
-- was lost, or none was due until now: what was under way has ended, or the next may begin by the stage's rate.
-- What is still held of a stage that was opened goes on, a thousand a call.
-- KEYS 1 campaign HASH, 2 bell LIST, then per stage: delayed ZSET, proc LIST, counts HASH, held LIST, working HASH
-- ARGV 1 time or '', 2 how much there is of each limit of the campaign, then per stage: how long one of its tasks is delayed at the most (ms),
--      '' where nothing bounds it, else most at a time or 0, µs between two or 0, for how long (µs) that is caught up, then pairs: number of a limit, how much a task takes of it;
--      lists of numbers with single spaces
-- Returns {now, when the next is ripe or may begin (ms) or -1, 1 where nothing waits, is delayed or under way, else 0}.
--@include include-time.lua
--@include include-batch.lua
--@include include-blank.lua
--@include include-ring.lua
--@include include-ripen.lua
--@include include-sound.lua
--@include include-room.lua
--@include include-release.lua
local there, paused = unpack(redis.call('HMGET', KEYS[1], 'created', 'paused'))
if not there then return {now, -1, 1} end
-- Where many begin a second, a little later: so one call is for all that come meanwhile.
local SOON = 50

local function numbers(text)
  local list = {}
  for number in string.gmatch(text, '%d+') do list[#list + 1] = tonumber(number) end
  return list
end
local under_way, bounds, left = {}, {}, numbers(ARGV[2])
for at = 3, #KEYS, 5 do
  local number = redis.pcall('HLEN', KEYS[at + 4])
  local text = ARGV[4 + 2 * (at - 3) / 5]
  under_way[at] = number
  if text ~= '' then
    local own = numbers(text)
    bounds[at] = own
    if type(number) == 'number' then
      for i = 4, #own, 2 do left[own[i]] = left[own[i]] - number * own[i + 1] end
    end
  end
end
-- How many more may begin, and when to look again because of the rate (ms) or nil.
local function free(at, counts)
  local own = bounds[at]
  if not own then return 1 end
  local number = type(under_way[at]) == 'number' and own[1] > 0 and own[1] - under_way[at] or 1
  for i = 4, #own, 2 do number = math.min(number, math.floor(left[own[i]] / own[i + 1])) end
  if own[2] == 0 or number <= 0 then return number end
  local by_rate, from = free_by_rate(counts, own[2], own[3])
  local next_one = math.ceil((by_rate == 0 and from or now * 1000 + own[2]) / 1000)
  return math.min(number, by_rate), math.max(next_one, own[2] < SOON * 1000 and now + SOON or now + 1)
end

local following, waiting, held_back, ripened, still = -1, 0, 0, 0, 1
for at = 3, #KEYS, 5 do
  local delayed, proc, counts, held = KEYS[at], KEYS[at + 1], KEYS[at + 2], KEYS[at + 3]
  if under_way[at] ~= 0 then still = 0 end
  -- A damaged stage must not keep the others from going on; rollcall tells of it.
  if not unsound({delayed, 'zset', proc, 'list', held, 'list'}, counts, {'pending', 'blank_held'}) then
    local ripe = ripe_ones(delayed, tonumber(ARGV[3 + 2 * (at - 3) / 5]))
    make_pending(ripe, delayed, proc, counts)
    ripened = ripened + #ripe
    if redis.call('HGET', counts, 'open') == '1' and redis.call('LLEN', held) > 0 then
      move_held({held = held, proc = proc, counts = counts})
      following = now
    end
    local number = redis.call('LLEN', proc)
    if number > 0 then
      local may, again = free(at, counts)
      if may > 0 then waiting = waiting + number else held_back = 1 end
      if again and (following < 0 or again < following) then following = again end
    end
    local first = redis.call('ZRANGEBYSCORE', delayed, '-inf', '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if first[2] and (following < 0 or tonumber(first[2]) < following) then following = math.floor(tonumber(first[2])) end
  end
end
if paused ~= '1' and waiting > 0 then ring(KEYS[2], math.max(1, ripened)) end
if following >= 0 or waiting + held_back > 0 then still = 0 end
return {now, following, still}
