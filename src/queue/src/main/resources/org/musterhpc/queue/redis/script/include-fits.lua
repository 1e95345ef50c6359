-- Shared. Whether a task that has grown fits into what an agent's allocation still offers.
-- fits(rest (ms) or nil, memory (bytes) or nil, walltime of its own as it stands in the message or nil, memory of its own or nil)
local UNITS = {[''] = 1, K = 2 ^ 10, M = 2 ^ 20, G = 2 ^ 30, T = 2 ^ 40}
local function bytes_of(value)
  if type(value) == 'number' then return value end
  local number, unit = string.match(string.upper(tostring(value)), '^%s*(%d+%.?%d*)%s*([KMGT]?)I?B?%s*$')
  return number and tonumber(number) * UNITS[unit]
end
-- What cannot be read fits: the agent that gets it says what is wrong with it.
local function fits(rest, memory, own_walltime, own_memory)
  if rest and own_walltime and (milliseconds(own_walltime) or 0) > rest then return false end
  return not (memory and own_memory and (bytes_of(own_memory) or 0) > memory)
end
