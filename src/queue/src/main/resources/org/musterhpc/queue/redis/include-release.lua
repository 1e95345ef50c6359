-- Shared. Opens the stages that wait for the whole of this one, once all of it is done and no more will be pushed.
-- followers: list of {held key, proc key, counts key}. A follower that is open is left alone.
local function release_if_complete(counts, index, followers)
  if #followers == 0 then return end
  local sealed, pushed = unpack(redis.call('HMGET', counts, 'sealed', 'pushed'))
  if sealed ~= '1' or redis.call('HLEN', index) ~= tonumber(pushed or '0') then return end
  for _, f in ipairs(followers) do
    if redis.call('HSETNX', f.counts, 'open', '1') == 1 then
      local waiting = redis.call('LLEN', f.held)
      if waiting > 0 then
        if redis.call('EXISTS', f.proc) == 0 then
          redis.call('RENAME', f.held, f.proc)
        else
          repeat
            local some = redis.call('LPOP', f.held, 4000)
            if some then call_many('RPUSH', f.proc, some) end
          until not some
        end
        redis.call('HINCRBY', f.counts, 'pending', waiting)
      end
    end
  end
end
