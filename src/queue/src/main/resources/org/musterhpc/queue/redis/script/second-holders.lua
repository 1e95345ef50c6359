-- Counts the second attempts that each agent has of one stage, a page of them a call; changes nothing. Those that are void are left out.
-- KEYS 1 working HASH, 2 doubles HASH
-- ARGV 1 time or '', 2 cursor of the page (0: the first), 3 how many to look at
-- Returns {cursor of the next page or '0' after the last, then per agent: name, how many}; {'0'} where a key is of another type.
--@include include-double.lua
--@include include-per-agent.lua
local page = redis.pcall('HSCAN', KEYS[2], ARGV[2], 'COUNT', ARGV[3])
if page.err then return string.find(page.err, 'WRONGTYPE', 1, true) and {'0'} or page end
local agents = {}
for i = 1, #page[2], 2 do
  local record = redis.pcall('HGET', KEYS[1], page[2][i])
  local _, agent = double_of(KEYS[2], page[2][i], type(record) == 'string' and record)
  agents[#agents + 1] = agent
end
return add_counts({page[1]}, agents)
