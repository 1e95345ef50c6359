-- Shared. Opens the stages that wait for the whole of this one, once all of it is over and no more will be pushed.
-- A million that were held are not moved one by one: the list itself takes the place of the queue, with the few that stood there at its
-- end. Where many stood there, which only other producers can have sent, some are moved now and the others by whoever tends.
-- move_held({held key, proc key, counts key}): moves a thousand.
local function move_held(f)
  local some, blank = without_blanks(redis.call('LPOP', f.held, 1000) or {}, blanks(f.counts, 'blank_held'))
  redis.call('HINCRBY', f.counts, 'pending', #some)
  call_many('RPUSH', f.proc, some)
  if blank > 0 then redis.call('HINCRBY', f.counts, 'blank_held', -blank) end
end
-- sound_ends(followers, {keys}): an error where something waits for a whole stage and what ends are counted by is no hash, or nil.
local function sound_ends(followers, keys)
  for _, f in ipairs(followers) do
    if f.mode == 'all' then return unsound({keys[1], 'hash', keys[2], 'hash', keys[3], 'hash'}) end
  end
  return nil
end
local function open(f)
  if redis.call('HSETNX', f.counts, 'open', '1') == 0 then return end
  local waiting, there = redis.call('LLEN', f.held), redis.call('LLEN', f.proc)
  if waiting > 0 and there > 256 then
    move_held(f)
  elseif waiting > 0 then
    local blank = blanks(f.counts, 'blank_held')
    redis.call('HINCRBY', f.counts, 'pending', waiting - blank)
    if blank > 0 then
      redis.call('HINCRBY', f.counts, 'blank', blank)
      redis.call('HSET', f.counts, 'blank_held', '0')
    end
    call_many('RPUSH', f.held, redis.call('LRANGE', f.proc, 0, -1))
    redis.call('RENAME', f.held, f.proc)
  end
end
-- release_if_complete(counts, index, dead, cancelled, followers): of the followers those that wait for the whole. One that is open is left
-- alone.
local function release_if_complete(counts, index, dead, cancelled, followers)
  local sealed, pushed
  for _, f in ipairs(followers) do
    if f.mode == 'all' then
      if not pushed then
        sealed, pushed = unpack(redis.call('HMGET', counts, 'sealed', 'pushed'))
        pushed = tonumber(pushed or '0')
      end
      if sealed ~= '1' then return end
      local ended = redis.call('HLEN', index)
      if f.ended and ended < pushed then ended = ended + redis.call('HLEN', dead) + redis.call('HLEN', cancelled) end
      if ended == pushed then open(f) end
    end
  end
end
