-- Records a campaign that is being restored, with its stages; no move.
-- KEYS 1 campaign HASH, then one def STRING a stage, then queues under other names (see include-names.lua)
-- ARGV 1 time or '', 2 digest, 3 when it was created first (ms), 4 whose those are and of which kinds (as there), 5 number of field-value pairs, then the pairs, then one definition a stage
-- Returns NEW, SAME (this restore was begun before) or DIFFERENT (a campaign of this name is there; nothing was changed), or why the queues cannot be taken (as there).
--@include include-time.lua
--@include include-sound.lua
--@include include-names.lua
--@include include-record.lua
local digest, restoring = unpack(redis.call('HMGET', KEYS[1], 'digest', 'restoring'))
if digest then return digest == ARGV[2] and restoring == '1' and 'SAME' or 'DIFFERENT' end
local wrong = take_names(ARGV[4], false)
if wrong then return wrong end
record({'digest', ARGV[2], 'created', ARGV[3], 'restoring', '1'}, 5)
return 'NEW'
