-- Looks for what some agents hold of one stage, a page of what is in flight a call; changes nothing.
-- KEYS 1 working HASH, 2 expiry ZSET, 3 beats ZSET
-- ARGV 1 time or '', 2 cursor of the page (0: the first), 3 how many to look at, then the agents
-- Returns {now, cursor of the next page or '0' after the last, then per task: id, record of the working queue (of a very long one its
-- first part), when its lease ends or ended}.
--@include include-time.lua
--@include include-lapse.lua
local MOST_BYTES, PART, ENOUGH = 2097152, 4096, 8388608
local wanted, bytes = {}, 0
for i = 4, #ARGV do wanted[ARGV[i]] = true end
local page = redis.call('HSCAN', KEYS[1], ARGV[2], 'COUNT', ARGV[3])
local reply = {now, page[1]}
for i = 1, #page[2], 2 do
  local id, record = page[2][i], page[2][i + 1]
  local agent = string.match(record, '^%d+ (%S+) %d+ %d+ ')
  -- What is left out of one that is very large is found by the next walk.
  if agent and wanted[agent] and bytes < ENOUGH then
    local ended = ends(record, KEYS[2], id, KEYS[3])
    if #record > MOST_BYTES then record = string.sub(record, 1, PART) end
    bytes = bytes + #record
    reply[#reply + 1] = id
    reply[#reply + 1] = record
    reply[#reply + 1] = string.format('%.0f', ended)
  end
end
return reply
