-- Shared. Counts tasks that ended, in windows of ten seconds of which the last few are kept: what the rate is made of. No task fails of
-- it. Windows that lie ahead are of a clock that was put back.
local function pace(key, ended)
  if ended == 0 then return end
  local window = math.floor(now / 10000)
  if redis.pcall('HINCRBY', key, window, ended) == ended then
    for _, old in ipairs(redis.call('HKEYS', key)) do
      local at = tonumber(old)
      if not at or at < window - 6 or at > window then redis.call('HDEL', key, old) end
    end
  end
end
