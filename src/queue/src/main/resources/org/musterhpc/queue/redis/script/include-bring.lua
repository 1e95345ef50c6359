-- Shared. Tasks that a result brings along: children of the task, and what follows those one by one or in groups. All are put in with the
-- task's own end, or none. Said again by a task that was reopened, those that are there already are left out.
-- brings(at, from): what is to be put in, from ARGV[at] and KEYS[from] on, per stage: ARGV the stage and its followers (see
-- include-follow.lua), how its tasks come (children, each:N where they wait for N others, group), which of these stages has the keys
-- that they have (1: the first), how many they are, then for each the group in which it waits, the message but for its number, and its group
-- for each of the followers that wait for groups; KEYS proc LIST, blocked HASH,
-- need HASH, counts HASH, brought HASH (task or group → how many), then those of its followers.
local function brings(at, from)
  local all = {}
  while at <= #ARGV do
    local name, followers = whom(ARGV[at], from + 5)
    local mode, waits = string.match(ARGV[at + 1], '^(%a+):?(%d*)$')
    local count, grouping = tonumber(ARGV[at + 3]), {}
    for _, f in ipairs(followers) do
      if f.mode == 'group' then grouping[#grouping + 1] = f end
    end
    all[#all + 1] = {name = name, followers = followers, grouping = grouping, mode = mode, waits = tonumber(waits) or 1, like = tonumber(ARGV[at + 2]),
      first = at + 4, count = count, fresh = {}, proc = KEYS[from], blocked = KEYS[from + 1], need = KEYS[from + 2],
      counts = KEYS[from + 3], brought = KEYS[from + 4]}
    at = at + 4 + (2 + #grouping) * count
    from = from + 5 + FOLLOWER * #followers
  end
  return all
end
local function sound_brings(all)
  for _, s in ipairs(all) do
    local wrong = unsound({s.proc, 'list', s.blocked, 'hash', s.need, 'hash', s.brought, 'hash'}, s.counts, {'next', 'pending', 'pushed'})
      or sound_followers(s.followers)
    if wrong then return wrong end
    if redis.call('EXISTS', s.counts) == 0 and redis.call('EXISTS', s.brought) == 1 then
      return redis.error_reply('DAMAGED ' .. s.counts .. ' is gone, and tasks are there')
    end
  end
  return nil
end
-- bring(all, id): puts in what the result of this task brings along.
local function bring(all, id)
  for _, s in ipairs(all) do
    local fresh = all[s.like].fresh
    local there = s.mode == 'children' and tonumber(redis.call('HGET', s.brought, id) or '') or 0
    local number = tonumber(redis.call('HGET', s.counts, 'next') or '1')
    local ready, blocked, needs, more, members, begun = {}, {}, {}, {}, {}, number
    local at, step = s.first, 2 + #s.grouping
    for i = 1, s.count do
      local group, rest = ARGV[at], ARGV[at + 1]
      if s.mode == 'children' then
        fresh[group] = i > there
      elseif s.mode == 'group' then
        fresh[group] = redis.call('HSETNX', s.brought, group, '1') == 1
      end
      if fresh[group] then
        local message = '{"n":' .. string.format('%.0f', number) .. ',' .. rest
        if s.mode == 'children' then
          ready[#ready + 1] = message
        else
          blocked[#blocked + 1] = group
          blocked[#blocked + 1] = message
          if s.mode == 'each' and s.waits > 1 then
            needs[#needs + 1] = group
            needs[#needs + 1] = s.waits
          end
        end
        for j = 1, #s.grouping do
          local its = ARGV[at + 1 + j]
          more[j], members[j] = more[j] or {}, members[j] or {}
          more[j][its] = (more[j][its] or 0) + 1
          members[j][#members[j] + 1] = 0
          members[j][#members[j] + 1] = member(its, number, s.name .. '/' .. group)
        end
        number = number + 1
      end
      at = at + step
    end
    if s.mode == 'children' and s.count > there then redis.call('HSET', s.brought, id, s.count) end
    call_many('RPUSH', s.proc, ready)
    call_many('HSET', s.blocked, blocked)
    call_many('HSET', s.need, needs)
    for j, groups in pairs(more) do
      for group, by in pairs(groups) do redis.call('HINCRBY', s.grouping[j].need, group, by) end
      call_many('ZADD', s.grouping[j].members, members[j])
    end
    if number > begun then
      redis.call('HINCRBY', s.counts, 'pending', #ready)
      redis.call('HINCRBY', s.counts, 'pushed', number - begun)
      redis.call('HSET', s.counts, 'next', string.format('%.0f', number))
      redis.call('HDEL', s.counts, 'sealed')
    end
  end
end
