-- Shared. Writes a new campaign down.
-- record(fields, at): fields of the campaign that are there already, and where in ARGV the number of further ones stands, followed by
-- them and a definition a stage.
local function record(fields, at)
  local more = tonumber(ARGV[at])
  for i = at + 1, at + 2 * more do fields[#fields + 1] = ARGV[i] end
  redis.call('HSET', KEYS[1], unpack(fields))
  local def = at + 2 * more + 1
  for i = 2, #KEYS, 2 do
    redis.call('SET', KEYS[i], ARGV[def])
    redis.call('HSET', KEYS[i + 1], 'token', string.format('%.0f', now * 1000))
    def = def + 1
  end
end
