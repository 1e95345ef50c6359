-- Records a campaign with its stages, once.
-- KEYS 1 campaign HASH, then one def STRING a stage
-- ARGV 1 time or '', 2 digest, 3 number of field-value pairs, then the pairs, then one definition a stage
-- Returns NEW, SAME (this very campaign is there) or DIFFERENT (another of its name is there; nothing was changed).
--@include include-time.lua
local there = redis.call('HGET', KEYS[1], 'digest')
if there == ARGV[2] then return 'SAME' end
if there then return 'DIFFERENT' end
local fields = {'digest', ARGV[2], 'created', now}
local at = 4
for _ = 1, tonumber(ARGV[3]) do
  fields[#fields + 1] = ARGV[at]
  fields[#fields + 1] = ARGV[at + 1]
  at = at + 2
end
redis.call('HSET', KEYS[1], unpack(fields))
for i = 2, #KEYS do redis.call('SET', KEYS[i], ARGV[at + i - 2]) end
return 'NEW'
