-- Records a campaign with its stages, once.
-- KEYS 1 campaign HASH, then one def STRING a stage
-- ARGV 1 time or '', 2 digest, 3 number of field-value pairs, then the pairs, then one definition a stage
-- Returns NEW, SAME (this very campaign is there) or DIFFERENT (another of its name is there; nothing was changed).
--@include include-time.lua
--@include include-record.lua
local there = redis.call('HGET', KEYS[1], 'digest')
if there == ARGV[2] then return 'SAME' end
if there then return 'DIFFERENT' end
record({'digest', ARGV[2], 'created', now}, 3)
return 'NEW'
