-- An agent asks which of its leases on tasks of one stage are still its own, second attempts among them; no move. Where the agent's own clock says that a task was
-- claimed at another time than its record does, the clock of Redis' host has jumped: the record is dated anew.
-- KEYS 1 working HASH, 2 expiry ZSET, 3 doubles HASH
-- ARGV 1 time or '', 2 grace after the deadline (ms), then per task: id, token, for how long it is held (ms) or ''
-- Returns the tokens of those that are no longer the agent's; not their ids, as it may hold an old and a new lease on one task.
--@include include-time.lua
--@include include-batch.lua
--@include include-lease.lua
--@include include-double.lua
local grace = tonumber(ARGV[2])
-- An answer may have been on its way for so long.
local TOLERANCE = 15000
local lost, ends, dated = {}, {}, {}
local doubled = there_are(KEYS[3])
for i = 3, #ARGV, 3 do
  local record = redis.call('HGET', KEYS[1], ARGV[i])
  local claimed, deadline, body
  if held(record, ARGV[i + 1]) then claimed, deadline, body = string.match(record, '^%d+ %S+ (%d+) (%d+) ()') end
  if deadline then
    claimed, deadline = tonumber(claimed), tonumber(deadline)
    local age = tonumber(ARGV[i + 2])
    if age and math.abs(now - age - claimed) > TOLERANCE then
      deadline = deadline + now - age - claimed
      claimed = now - age
      dated[#dated + 1] = ARGV[i]
      dated[#dated + 1] = string.format('%s %.0f %.0f %s', string.match(record, '^%d+ %S+'), claimed, deadline, string.sub(record, body))
      ends[#ends + 1] = deadline + grace
      ends[#ends + 1] = ARGV[i]
    end
  elseif not (doubled and double_of(KEYS[3], ARGV[i], record) == ARGV[i + 1]) then
    lost[#lost + 1] = ARGV[i + 1]
  end
end
call_many('ZADD', KEYS[2], ends)
call_many('HSET', KEYS[1], dated)
return lost
