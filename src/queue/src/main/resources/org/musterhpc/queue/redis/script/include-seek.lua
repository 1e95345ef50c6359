-- Shared. Whether a message is that of a task, with as little reading as it takes.
-- is_of(body, id)
local function id_of(body)
  local id = string.match(body, '^{"n":%d+,"id":"([^"\\]+)"')
  if id or body == '' then return id end
  return (read(body))
end
-- pages(list, first, last, sink): reads from first to last in portions, and stops where sink(index, body) returns something, or after
-- many bytes; returns that, or nil.
local function pages(list, first, last, sink)
  local MOST, portion, bytes = 8388608, 16, 0
  while first <= last and bytes < MOST do
    local some = redis.call('LRANGE', list, first, math.min(first + portion - 1, last))
    for i, body in ipairs(some) do
      bytes = bytes + #body
      local found = sink(first + i - 1, body)
      if found ~= nil then return found end
    end
    first = first + portion
    portion = math.min(4 * portion, 256)
  end
  return nil
end
