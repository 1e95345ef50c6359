-- Shared. Where tasks ran is written once, and stands in their records as a number: places HASH has number → place and place → number,
-- and how many there are. It is worth no task: where it cannot be written, the number is 0, of which nothing is known.
-- number_of(places HASH, place)
local function number_of(places, place)
  local known = redis.pcall('HGET', places, place)
  if type(known) == 'string' and #known <= 15 and string.match(known, '^%d+$') then return known end
  local number = redis.pcall('HINCRBY', places, 'last', 1)
  if type(number) ~= 'number' then return '0' end
  number = string.format('%.0f', number)
  local written = redis.pcall('HSET', places, number, place, place, number)
  return type(written) == 'number' and number or '0'
end
-- placed(places HASH, at): the number of each of the places in ARGV, of which the first stands behind the count at this index; and the
-- index of what follows them.
local function placed(places, at)
  local numbers, last = {}, at + tonumber(ARGV[at])
  for i = at + 1, last do numbers[i - at] = number_of(places, ARGV[i]) end
  return numbers, last + 1
end
