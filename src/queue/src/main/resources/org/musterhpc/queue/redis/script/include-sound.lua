-- Shared. A script looks at all that it will write before its first write: a key of another kind than it must be, or a count that
-- is no number, would stop it half way, and what it had taken would be nowhere.
-- unsound({key, type, ...}, counts key, {names of counts}) returns an error that names the key, or nil. (The completed queue need not be
-- looked at: its XADD comes before all other writes.)
local SIZE = {list = 'LLEN', hash = 'HLEN', zset = 'ZCARD'}
local function unsound(kinds, counts, names)
  for i = 1, #kinds, 2 do
    local kind = kinds[i + 1]
    -- (None has an entry 0-0.)
    local size = kind == 'stream' and redis.pcall('XRANGE', kinds[i], '0-0', '0-0') or redis.pcall(SIZE[kind], kinds[i])
    if type(size) == 'table' and size.err then
      if not string.find(size.err, 'WRONGTYPE', 1, true) then return size end
      return redis.error_reply('DAMAGED ' .. kinds[i] .. ' is no ' .. kind)
    end
  end
  local values = counts and redis.pcall('HMGET', counts, unpack(names)) or {}
  if values.err then return redis.error_reply('DAMAGED ' .. counts .. ' is no hash') end
  for i, value in ipairs(values) do
    if value and (#value > 16 or not string.match(value, '^%-?%d+$')) then
      return redis.error_reply('DAMAGED ' .. counts .. ' has a count that is no number: ' .. names[i])
    end
  end
  return nil
end
