-- Shared. Which tasks wait for those of a stage. A task that waits belongs to a group; it is in `blocked` under the group's name, and `need`
-- says for how many tasks the group still waits (each: nothing there means one).
--   each   the group is the key of the task, its id without the stage: it waits for the tasks of that key in one or several stages
--   group  the group is what messages of the stage waited for say under `groups`; it is complete when all of them are over and the stage is
--          sealed
--   all    one group, on the list `held`, for the whole of the stage (see include-release.lua)
-- Over is a task that is done; for followers with `+` also one that is dead or cancelled.
-- whom(words, at): the stage itself and its followers, from words such as `first>each:second,all+:third` and KEYS from `at` on: blocked HASH,
-- need HASH, held LIST, proc LIST, counts HASH, members ZSET of each: FOLLOWER keys a follower. With `told:-` instead, KEYS[at] is the LIST that
-- is told of what ends; there is no follower then.
local FOLLOWER = 6
local function whom(words, at)
  local stage, rest = string.match(words, '^(.-)>(.*)$')
  local followers, told = {}, rest == 'told:-' and KEYS[at] or nil
  if told then return stage, followers, told end
  for mode, ended, name in string.gmatch(rest, '(%a+)(%+?):([^,]+)') do
    followers[#followers + 1] = {mode = mode, ended = ended == '+', name = name,
      blocked = KEYS[at], need = KEYS[at + 1], held = KEYS[at + 2], proc = KEYS[at + 3], counts = KEYS[at + 4],
      members = KEYS[at + 5]}
    at = at + FOLLOWER
  end
  return stage, followers
end
-- tell(told, record, id, outcome): the record of a task that ended, where there is a list for it; with its id and outcome before all else, if
-- they are given.
local function tell(told, record, id, outcome)
  if not told then return end
  if id then record = '{"id":' .. cjson.encode(id) .. ',"outcome":"' .. outcome .. '",' .. string.sub(record, 2) end
  redis.call('RPUSH', told, record)
end
-- sound_followers(followers, told): an error where a key of theirs is of another kind, or nil.
local function sound_followers(followers, told)
  local wrong = told and unsound({told, 'list'}) or nil
  for _, f in ipairs(followers) do
    local kinds = f.mode == 'all' and {f.held, 'list', f.proc, 'list'} or {f.blocked, 'hash', f.need, 'hash', f.proc, 'list', f.members, 'zset'}
    wrong = wrong or unsound(kinds, f.counts, {'pending', 'blank', 'blank_held'})
  end
  return wrong
end
-- group_of(follower, stage, id, body): the group for which this task counts, and where that has a list of members its id; nil: none.
local function group_of(f, stage, id, body)
  if f.mode == 'each' then
    return string.sub(id, 1, #stage + 1) == stage .. '/' and string.sub(id, #stage + 2) or id
  end
  if f.mode ~= 'group' or not string.find(body, '^{"n":[1-9]') or not string.find(body, '"groups"', 1, true) then return nil end
  local fine, message = pcall(cjson.decode, body)
  local groups = fine and type(message.groups) == 'table' and message.groups
  local group = groups and groups[f.name]
  return type(group) == 'string' and group or nil, fine and message.id
end
-- member(group, number, id): how a task stands among the members of its group, by whose names and its number they are in order.
local function member(group, number, id)
  return group .. '\0' .. string.format('%010.0f', number) .. id
end
-- message_in(record of the working queue): the message, or the record where it is none.
local function message_in(record)
  return string.match(record, '^%d+ %S+ %d+ %d+ (.*)$') or record
end
local function needed(f, group)
  return tonumber(redis.call('HGET', f.need, group) or '') or (f.mode == 'each' and 1 or 0)
end
local function set_needed(f, group, count)
  if count == (f.mode == 'each' and 1 or 0) then redis.call('HDEL', f.need, group) else redis.call('HSET', f.need, group, count) end
end
local function free(f, group)
  local message = redis.call('HGET', f.blocked, group)
  if not message then return 0 end
  redis.call('HDEL', f.blocked, group)
  redis.call('RPUSH', f.proc, message)
  redis.call('HINCRBY', f.counts, 'pending', 1)
  return 1
end
-- over(followers, stage, sealed, id, body, how): a task has become `done`, or `ended` otherwise. Returns how many others became pending.
local function over(followers, stage, sealed, id, body, how)
  local freed = 0
  for _, f in ipairs(followers) do
    local group = (how == 'done' or f.ended) and group_of(f, stage, id, body)
    if group and (f.mode == 'group' or redis.call('HEXISTS', f.blocked, group) == 1) then
      local left = math.max(0, needed(f, group) - 1)
      if f.mode == 'each' and left == 0 then
        redis.call('HDEL', f.need, group)
        freed = freed + free(f, group)
      else
        set_needed(f, group, left)
        if f.mode == 'group' and left == 0 and sealed then freed = freed + free(f, group) end
      end
    end
  end
  return freed
end
-- again(followers, stage, id, body, from): a task that was `done`, or `ended` otherwise, is not over any more.
local function again(followers, stage, id, body, from)
  for _, f in ipairs(followers) do
    local group = (from == 'done' or f.ended) and group_of(f, stage, id, body)
    if group and (f.mode == 'group' or redis.call('HEXISTS', f.blocked, group) == 1) then
      set_needed(f, group, needed(f, group) + 1)
    end
  end
end
