-- DOUBLE: a second attempt at a task of one stage that another agent has had for long, where nothing of the stage waits any more. The task
-- stays where it is; whichever of the two is done first ends it (see include-double.lua). At most one a lease, also where it fails.
-- One page of what is in flight is looked at a call; of those that may be given, that which runs longest is.
-- KEYS 1 campaign HASH, 2 proc LIST, 3 working HASH, 4 delayed ZSET, 5 counts HASH, 6 events STREAM, 7 beats ZSET, 8 doubles HASH
-- ARGV 1 time or '', 2 agent, 3 stage, 4 for how long the first has been under way at the least (ms), 5 walltime of the stage (ms), 6 when the
--      campaign that the agent knows was created (ms), 7 number of its edition that the agent knows, 8 cursor of the page (0: the first),
--      9 how many to look at, 10 rest of the agent's allocation (ms) or '', 11 its memory (bytes) or ''
-- Returns {now, mood, cursor of the next page or '0' after the last, in how many ms the next of those that were looked at may be given or
-- -1, and id, token, walltime (ms), message where one was given}; mood: OPEN, PAUSED, SILENT where the agent has no lease, CHANGED where it
-- knows another edition of the campaign, or GONE. Where the answer is lost, that lease has had its second attempt.
--@include include-time.lua
--@include include-lease.lua
--@include include-double.lua
--@include include-event.lua
--@include include-message.lua
--@include include-sound.lua
--@include include-walltime.lua
--@include include-fits.lua
local campaign, proc, working, delayed, counts, doubles = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[8]
local agent, stage, least = ARGV[2], ARGV[3], tonumber(ARGV[4])
local function nothing(mood, cursor) return {now, mood, cursor or '0', -1} end
local created, paused, edition, restoring = unpack(redis.call('HMGET', campaign, 'created', 'paused', 'edition', 'restoring'))
if created ~= ARGV[6] then return nothing('GONE') end
if (edition or '1') ~= ARGV[7] then return nothing('CHANGED') end
local lasts = redis.call('ZSCORE', KEYS[7], agent)
if not lasts or tonumber(lasts) <= now then return nothing('SILENT') end
if paused == '1' then return nothing('PAUSED') end
local wrong = unsound({proc, 'list', working, 'hash', delayed, 'zset', doubles, 'hash'}, counts, {'token', 'next', 'blank'})
if wrong then return wrong end
local given, following, blank, sealed = unpack(redis.call('HMGET', counts, 'token', 'next', 'blank', 'sealed'))
local waits = redis.call('LLEN', proc) > (tonumber(blank or '') or 0) or redis.call('ZCARD', delayed) > 0
if waits or sealed ~= '1' or restoring == '1' then return nothing('OPEN') end

local page = redis.call('HSCAN', working, ARGV[8], 'COUNT', ARGV[9])
local soonest, best = -1, nil
for i = 1, #page[2], 2 do
  local id, record = page[2][i], page[2][i + 1]
  local token, holder, claimed, body = string.match(record, '^(%d+) (%S+) (%d+) %d+ ()')
  if token and holder ~= agent then
    local since = tonumber(claimed)
    local wait = since + least - now
    -- Of two that are as old, the one that was given out first, in whatever order they are found.
    local older = not best or since < best.since or (since == best.since and tonumber(token) < tonumber(best.token))
    -- What would change nothing is not read.
    local sooner = wait > 0 and (soonest < 0 or wait < soonest)
    if sooner or (wait <= 0 and older) then
      local double = redis.call('HGET', doubles, id)
      if not double or string.match(double, '^(%d+) ') ~= token then
        local message = string.sub(record, body)
        local own_id, _, own, bad, own_memory = read(message, tonumber(following or '1'))
        local limit = own and milliseconds(own) or (not own and tonumber(ARGV[5]))
        local may = not bad and limit and (not own_id or own_id == id) and fits(tonumber(ARGV[10]), tonumber(ARGV[11]), own, own_memory)
        if may and wait > 0 then
          soonest = wait
        elseif may then
          best = {id = id, token = token, holder = holder, since = since, limit = limit, message = message}
        end
      end
    end
  end
end
if not best then return {now, 'OPEN', page[1], soonest} end
-- Not below the clock's microseconds, as in claim.lua. The first write is one that a full server refuses.
local token = string.format('%.0f', math.max(tonumber(given or '0'), now * 1000) + 1)
redis.call('HSET', counts, 'token', token)
redis.call('HSET', doubles, best.id, string.format('%s %s %s %.0f %.0f', best.token, token, agent, now, now + best.limit))
event(KEYS[6], 'double', stage, best.id, {'agent', agent, 'holder', best.holder})
return {now, 'OPEN', page[1], soonest, best.id, token, string.format('%.0f', best.limit), best.message}
