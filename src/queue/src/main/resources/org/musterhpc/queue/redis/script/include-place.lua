-- Shared. Where tasks ran is written once, and stands in their records as a number: places HASH has number → place and place → number,
-- and the last number that was given. It is worth no task: where it cannot be written, the number is 0, of which nothing is known.
-- Numbers begin with the milliseconds since the campaign was created: should the key be lost, none is given to another place.
-- number_of(places HASH, place, milliseconds since the campaign was created)
local function number_of(places, place, since)
  local known = redis.pcall('HGET', places, place)
  if type(known) == 'string' and #known <= 15 and string.match(known, '^%d+$') then return known end
  local number = redis.pcall('HINCRBY', places, 'last', 1)
  if number == 1 and since > 0 then number = redis.pcall('HINCRBY', places, 'last', string.format('%.0f', since)) end
  if type(number) ~= 'number' then return '0' end
  number = string.format('%.0f', number)
  local written = redis.pcall('HSET', places, number, place, place, number)
  return type(written) == 'number' and number or '0'
end
-- placed(campaign HASH, places HASH, at): the number of each of the places in ARGV, of which the first stands behind the count at this index; and the
-- index of what follows them.
local function placed(campaign, places, at)
  local since = math.max(0, now - (tonumber(redis.call('HGET', campaign, 'created') or '') or now))
  local numbers, last = {}, at + tonumber(ARGV[at])
  for i = at + 1, last do numbers[i - at] = number_of(places, ARGV[i], since) end
  return numbers, last + 1
end
