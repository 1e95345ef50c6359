-- Looks for a task on a list by its number; no move. Muster pushes in the order of the numbers: so by halves, but for the first and the
-- last thousand, where what was given back, became ripe or was sent again stands in an order of its own.
-- KEYS 1 proc or held LIST
-- ARGV 1 time or '', 2 id, 3 number n
-- Returns {length of the list, index, message}, or {length} where it is not where its number says. One that stands elsewhere is found by
-- seek.lua.
--@include include-message.lua
--@include include-seek.lua
local list, id, n = KEYS[1], ARGV[2], tonumber(ARGV[3])
local END, PROBE = 1000, 16
local length = redis.pcall('LLEN', list)
if type(length) ~= 'number' then return {0} end

local function its(at, body) if id_of(body) == id then return {length, at, body} end end
local found = pages(list, 0, math.min(END, length) - 1, its)
if not found and length > END then found = pages(list, math.max(END, length - END), length - 1, its) end
if found then return found end

local low, high = END, length - END - 1
while low <= high do
  local middle = math.floor((low + high) / 2)
  -- Blanks and messages of others have no number; there are few in a row, or it is looked for otherwise.
  local at, number, body
  for i, each in ipairs(redis.call('LRANGE', list, middle, math.min(middle + PROBE - 1, high))) do
    number = tonumber(string.match(each, '^{"n":([1-9]%d*),'))
    if number then
      at, body = middle + i - 1, each
      break
    end
  end
  if not number then break end
  if number == n then return id_of(body) == id and {length, at, body} or {length} end
  if number < n then low = at + 1 else high = middle - 1 end
end
return {length}
