-- Who runs what is to be run when the campaign has ended (on_end): one of those that look after it. No move.
-- It has ended anew where tasks were pushed or claimed since: then it is run again.
-- KEYS 1 campaign HASH, 2 events STREAM, then per stage: proc LIST, delayed ZSET, working HASH, counts HASH
-- ARGV 1 time or '', 2 claim, hold or told, 3 who asks, 4 lease (ms), 5 when the campaign that he knows was created (ms), 6 of told: how it
--      ended: its exit status
-- Returns YOURS; HELD where another runs it, and behind it until when (ms); TOLD where that is over; GOES_ON where the campaign has not ended, or
-- not any more; GONE where it is not there, or another of its name.
--@include include-time.lua
--@include include-event.lua
local campaign, word, who, lease = KEYS[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local created, told, held = unpack(redis.call('HMGET', campaign, 'created', 'end_told', 'end_held'))
if created ~= ARGV[5] then return 'GONE' end
-- A key of another kind counts as empty, as where the campaign was found complete.
local function size(command, key)
  local number = redis.pcall(command, key)
  return type(number) == 'number' and number or 0
end
local which, moving = {}, false
for at = 3, #KEYS, 4 do
  local pushed, token, sealed, blank = unpack(redis.pcall('HMGET', KEYS[at + 3], 'pushed', 'token', 'sealed', 'blank'))
  which[#which + 1] = (pushed or '0') .. '.' .. (token or '0')
  moving = moving or sealed ~= '1' or size('LLEN', KEYS[at]) > (tonumber(blank or '') or 0)
    or size('ZCARD', KEYS[at + 1]) + size('HLEN', KEYS[at + 2]) > 0
end
local ending = table.concat(which, ' ')
local until_when, holder, its = string.match(held or '', '^(%d+)\t([^\t]*)\t(.*)$')
if word == 'told' then
  if holder == who then
    redis.call('HSET', campaign, 'end_told', its)
    redis.call('HDEL', campaign, 'end_held')
    event(KEYS[2], 'on_end', '', '', {'status', ARGV[6]})
  end
  return 'TOLD'
end
if word == 'claim' and told == ending then return 'TOLD' end
-- Whoever asks saw it complete a while ago: tasks may have been sent again since, and it has this end no more.
if word == 'claim' and moving then return 'GOES_ON' end
-- One that lasts longer than it can is of a clock that was put back since.
local lasts = tonumber(until_when or '0')
if holder and holder ~= who and lasts > now and lasts <= now + lease then return 'HELD ' .. until_when end
redis.call('HSET', campaign, 'end_held', string.format('%.0f\t%s\t%s', now + lease, who, word == 'hold' and its or ending))
return 'YOURS'
