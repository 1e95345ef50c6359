-- Shared. Finds on a list again what a reader saw there.
-- stands(list, body, index at which it was, length that the list had): where it stands; nil where it is not near there. What is taken off,
-- given back or pushed meanwhile moves it.
local function stands(list, body, from_head, long)
  if body == '' then return nil end
  local NEAR, length = 1000, redis.call('LLEN', list)
  local places = {from_head, length - (long - from_head)}
  for _, at in ipairs(places) do
    if at >= 0 and redis.call('LINDEX', list, at) == body then return at end
  end
  for _, at in ipairs(places) do
    local first = math.max(at - NEAR, 0)
    for i, each in ipairs(at + NEAR >= 0 and redis.call('LRANGE', list, first, at + NEAR) or {}) do
      if each == body then return first + i - 1 end
    end
  end
  return nil
end
