-- Shared. Writes a new campaign down.
-- record(fields, at): fields of the campaign that are there already, and where in ARGV the number of further ones stands, followed by
-- them and a definition a stage.
local function record(fields, at)
  local more = tonumber(ARGV[at])
  for i = at + 1, at + 2 * more do fields[#fields + 1] = ARGV[i] end
  redis.call('HSET', KEYS[1], unpack(fields))
  local def = at + 2 * more + 1
  for i = def, #ARGV do redis.call('SET', KEYS[i - def + 2], ARGV[i]) end
end
