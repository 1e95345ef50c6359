-- Shared. Redis' clock in milliseconds; a test passes its own time as ARGV[1], everybody else the empty string.
local function clock()
  if ARGV[1] ~= '' then return tonumber(ARGV[1]) end
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
local now = clock()
