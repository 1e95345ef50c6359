-- Records a campaign with its stages, once.
-- KEYS 1 campaign HASH, then one def STRING a stage, then queues under other names (see include-names.lua)
-- ARGV 1 time or '', 2 digest, 3 whose those are and of which kinds (as there), 4 number of field-value pairs, then the pairs, then one definition a stage
-- Returns NEW, SAME (this very campaign is there) or DIFFERENT (another of its name is there; nothing was changed), or why the queues cannot be taken (as there).
--@include include-time.lua
--@include include-sound.lua
--@include include-names.lua
--@include include-record.lua
local there = redis.call('HGET', KEYS[1], 'digest')
if there == ARGV[2] then return 'SAME' end
if there then return 'DIFFERENT' end
local wrong = take_names(ARGV[3], true)
if wrong then return wrong end
record({'digest', ARGV[2], 'created', now}, 4)
return 'NEW'
