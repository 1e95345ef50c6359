-- Shared. Counts tasks that ended, in windows of ten seconds of which the last few are kept: what the rate is made of.
local function pace(key, ended)
  if ended == 0 then return end
  local window = math.floor(now / 10000)
  if redis.call('HINCRBY', key, window, ended) == ended then
    for _, old in ipairs(redis.call('HKEYS', key)) do
      if tonumber(old) < window - 6 then redis.call('HDEL', key, old) end
    end
  end
end
