-- Counts everything at one moment; changes nothing. A key of another kind than it must be counts as empty.
-- KEYS 1 campaign HASH, 2 beats ZSET, then per stage: proc LIST, held LIST, blocked HASH, working HASH, delayed ZSET, index HASH,
--      dead HASH, cancelled HASH, counts HASH, pace HASH, runs HASH
-- ARGV 1 time or '', 2 when the campaign was created (ms), its digest and its edition, as who asks knows them; '' where any will do
-- Returns {now, paused 0|1, living agents, why it was halted (JSON) or '', whether tasks may be added 0|1, then per stage the eight sizes in the order of the keys, counts, pace and runs as flat lists};
-- {'CHANGED'} where the campaign is another than the one that is known.
--@include include-time.lua
local function ask(otherwise, ...)
  local answer = redis.pcall(...)
  if type(answer) == 'table' and answer.err then return otherwise end
  return answer
end
if ARGV[2] ~= '' then
  local there = ask({}, 'HMGET', KEYS[1], 'created', 'digest', 'edition')
  if table.concat({there[1] or '', there[2] or '', there[3] or '1'}, ' ') ~= ARGV[2] then return {'CHANGED'} end
end
-- Heard of further ahead than a lease: the clock was put back since.
local longest = tonumber(ask('', 'HGET', KEYS[1], 'lease') or '') or 30000
local living = ask(0, 'ZCOUNT', KEYS[2], now, now + longest)
local halted = ask('', 'HGET', KEYS[1], 'halted') or ''
local reply = {now, ask('0', 'HGET', KEYS[1], 'paused') == '1' and 1 or 0, living, #halted < 10000 and halted or '',
  ask('0', 'HGET', KEYS[1], 'open') == '1' and 1 or 0}
local size = {'LLEN', 'LLEN', 'HLEN', 'HLEN', 'ZCARD', 'HLEN', 'HLEN', 'HLEN'}
local function pairs_of(key)
  -- There are a few; whoever wrote a thousand is not us.
  if ask(0, 'HLEN', key) > 1000 then return {} end
  local all = ask({}, 'HGETALL', key)
  for i, text in ipairs(all) do if #text > 100 then all[i] = '' end end
  return all
end
for at = 3, #KEYS, 11 do
  for i = 1, 8 do reply[#reply + 1] = ask(0, size[i], KEYS[at + i - 1]) end
  for i = 8, 10 do reply[#reply + 1] = pairs_of(KEYS[at + i]) end
end
return reply
