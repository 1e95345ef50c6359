-- Shared. Calls a command with many arguments, in portions that Lua's stack holds.
-- call_many('RPUSH', key, list): list may be empty, then nothing is called. Portions are even, so pairs stay together.
local function call_many(command, key, list)
  local size = #list
  for first = 1, size, 4000 do
    redis.call(command, key, unpack(list, first, math.min(first + 3999, size)))
  end
end
