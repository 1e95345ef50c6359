-- Shared. What the tasks of a stage wait for; see include-follow.lua for the other side.
-- waiting(words, at): from words such as `each+<first,other` and KEYS from `at` on: index HASH, dead HASH, cancelled HASH, counts HASH of each
-- stage waited for. Modes: free | each | group | all; with `+` the end is waited for, whatever it is.
local function waiting(words, at)
  local mode, ended, names = string.match(words, '^(%a+)(%+?)<(.*)$')
  local parents = {}
  for name in string.gmatch(names, '[^,]+') do
    parents[#parents + 1] = {name = name, index = KEYS[at], dead = KEYS[at + 1], cancelled = KEYS[at + 2], counts = KEYS[at + 3]}
    at = at + 4
  end
  return {mode = mode, ended = ended == '+', parents = parents}, at
end
local function sound_parents(w)
  for _, p in ipairs(w.parents) do
    local wrong = unsound({p.index, 'hash', p.dead, 'hash', p.cancelled, 'hash'}, p.counts, {'pushed'})
    if wrong then return wrong end
  end
  return nil
end
local function is_over(p, id, ended)
  return redis.call('HEXISTS', p.index, id) == 1
    or (ended and (redis.call('HEXISTS', p.dead, id) == 1 or redis.call('HEXISTS', p.cancelled, id) == 1))
end
-- left(w, need HASH, group): for how many tasks this group still waits.
local function left(w, need, group)
  if w.mode == 'each' then
    local count = 0
    for _, p in ipairs(w.parents) do
      if not is_over(p, p.name .. '/' .. group, w.ended) then count = count + 1 end
    end
    return count
  end
  local count = tonumber(redis.call('HGET', need, group) or '') or 0
  if count <= 0 and redis.call('HGET', w.parents[1].counts, 'sealed') ~= '1' then return 1 end
  return math.max(0, count)
end
-- block(w, blocked HASH, need HASH, group, message, left)
local function block(w, blocked, need, group, message, count)
  redis.call('HSET', blocked, group, message)
  if w.mode == 'each' and count > 1 then redis.call('HSET', need, group, count) end
end
-- put(w, to, group, message, left): puts one task where it waits, or onto the queue; to: {proc, held, blocked, need, counts keys, open}.
local function put(w, to, group, message, count)
  if count > 0 then
    block(w, to.blocked, to.need, group, message, count)
  elseif w.mode == 'all' and not to.open then
    redis.call('RPUSH', to.held, message)
  else
    redis.call('RPUSH', to.proc, message)
    redis.call('HINCRBY', to.counts, 'pending', 1)
  end
end
