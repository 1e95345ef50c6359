-- Who runs what is to be run when the campaign has ended (on_end): one of those that look after it. No move.
-- It has ended anew where tasks were pushed or claimed since: then it is run again.
-- KEYS 1 campaign HASH, 2 events STREAM, then one counts HASH a stage
-- ARGV 1 time or '', 2 claim, hold or told, 3 who asks, 4 lease (ms), 5 when the campaign that he knows was created (ms), 6 of told: how it
--      ended: its exit status
-- Returns YOURS; HELD where another runs it, and behind it until when (ms); TOLD where that is over; GONE where the campaign is not there, or
-- another of its name.
--@include include-time.lua
--@include include-event.lua
local campaign, word, who, lease = KEYS[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local created, told, held = unpack(redis.call('HMGET', campaign, 'created', 'end_told', 'end_held'))
if created ~= ARGV[5] then return 'GONE' end
local which = {}
for i = 3, #KEYS do
  local pushed, token = unpack(redis.pcall('HMGET', KEYS[i], 'pushed', 'token'))
  which[#which + 1] = (pushed or '0') .. '.' .. (token or '0')
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
-- One that lasts longer than it can is of a clock that was put back since.
local lasts = tonumber(until_when or '0')
if holder and holder ~= who and lasts > now and lasts <= now + lease then return 'HELD ' .. until_when end
redis.call('HSET', campaign, 'end_held', string.format('%.0f\t%s\t%s', now + lease, who, word == 'hold' and its or ending))
return 'YOURS'
