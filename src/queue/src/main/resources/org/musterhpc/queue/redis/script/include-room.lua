-- Shared. How many more tasks of a stage may be under way. What holds them back is counted nowhere: it follows from what stands on the
-- working queues, so that nobody who dies leaves a count behind. Only when the next task may begin, by the stage's rate, is kept: in
-- `paced` of its counts (µs).
-- free_by_rate(counts, interval (µs), for how long (µs) it is caught up what nobody claimed in time): how many may begin now, and from when
-- on the first of them might have. Further ahead than it can be: the clock was put back, and nobody knows how long it is.
local function free_by_rate(counts, interval, catch_up)
  local clock = now * 1000
  local from = tonumber(redis.call('HGET', counts, 'paced') or '') or 0
  from = from > clock + interval and clock or math.max(from, clock - catch_up)
  return from > clock and 0 or math.floor((clock - from) / interval) + 1, from
end
-- room(first key, first argument, working HASH, counts HASH): from the key on the working HASHes of the n other stages that share a limit
-- with this one; from the argument on, and to the last, most at a time or 0, µs between two or 0, for how long (µs) that is caught up, n,
-- and per limit: how much there is, how much a task of this stage takes, how much one of each other stage takes. Nil where there are no such arguments: nothing holds it
-- back; an error; or {free, why: FULL or PACED, from, interval}.
local function room(key, argument, working, counts)
  if not ARGV[argument] then return nil end
  local most, interval, others = tonumber(ARGV[argument]), tonumber(ARGV[argument + 1]), tonumber(ARGV[argument + 3])
  local kinds = {working, 'hash'}
  for i = key, key + others - 1 do
    kinds[#kinds + 1] = KEYS[i]
    kinds[#kinds + 1] = 'hash'
  end
  local wrong = unsound(kinds, counts, {'paced'})
  if wrong then return wrong end
  local own = redis.call('HLEN', working)
  local r = {free = most > 0 and most - own or math.huge, why = 'FULL', interval = interval}
  local under_way = {}
  for i = 1, others do under_way[i] = redis.call('HLEN', KEYS[key + i - 1]) end
  for at = argument + 4, #ARGV, others + 2 do
    local need = tonumber(ARGV[at + 1])
    local used = need * own
    for i = 1, others do used = used + tonumber(ARGV[at + 1 + i]) * under_way[i] end
    r.free = math.min(r.free, math.floor((tonumber(ARGV[at]) - used) / need))
  end
  if interval > 0 then
    local free
    free, r.from = free_by_rate(counts, interval, tonumber(ARGV[argument + 2]))
    if r.free > 0 and free == 0 then r.why = 'PACED' end
    r.free = math.min(r.free, free)
  end
  return r
end
-- spend(room or nil, counts, how many began)
local function spend(r, counts, number)
  if r and r.interval > 0 and number > 0 then
    redis.call('HSET', counts, 'paced', string.format('%.0f', r.from + number * r.interval))
  end
end
