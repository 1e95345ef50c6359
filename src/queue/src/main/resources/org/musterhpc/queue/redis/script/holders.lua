-- Counts what each agent holds of one stage, a page of what is in flight a call; changes nothing. The messages stay here.
-- KEYS 1 working HASH, 2 doubles HASH
-- ARGV 1 time or '', 2 cursor of the page (0: the first), 3 how many to look at
-- Returns {cursor of the next page or '0' after the last, whether there are second attempts (1 or 0), then per agent: name, how many}; no
-- agents where the key is of another type.
--@include include-double.lua
--@include include-per-agent.lua
local doubled = there_are(KEYS[2]) and 1 or 0
local page = redis.pcall('HSCAN', KEYS[1], ARGV[2], 'COUNT', ARGV[3])
if page.err then return string.find(page.err, 'WRONGTYPE', 1, true) and {'0', doubled} or page end
local agents = {}
for i = 2, #page[2], 2 do
  agents[#agents + 1] = string.match(page[2][i], '^%d+ (%S+) %d+ %d+ ')
end
return add_counts({page[1], doubled}, agents)
