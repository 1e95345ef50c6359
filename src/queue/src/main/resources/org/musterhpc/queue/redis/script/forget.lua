-- Takes agents out of the lists; no move. One that lives is in them again with its next heartbeat.
-- KEYS 1 agents HASH, 2 beats ZSET, 3 revoked HASH, 4 answers HASH
-- ARGV 1 time or '', 2 how many stages the campaign has, 3 left | old | gone | silent, then per agent: name, when its lease ended as a look
-- found it, or ''
-- One that left says so itself, and nothing is kept of it; so is one that is old, unless it may hold tasks. Of one that others call gone it is kept what it was
-- answered: it may live, and a claim of its that is still on its way must find its number. One that fell silent and holds nothing any more
-- is left alone where it was heard of meanwhile, and people still see it among the agents.
-- Returns OK.
local mode = ARGV[3]
for i = 4, #ARGV, 2 do
  local agent, ended = ARGV[i], ARGV[i + 1]
  local until_then = redis.call('ZSCORE', KEYS[2], agent)
  local over = mode == 'left' or (mode == 'old' and not until_then)
  if over or mode == 'gone' then redis.call('HDEL', KEYS[1], agent) end
  if over or mode == 'gone' or (mode == 'silent' and until_then == ended) then redis.call('ZREM', KEYS[2], agent) end
  if over then
    redis.call('HDEL', KEYS[3], agent)
    for place = 1, tonumber(ARGV[2]) do redis.call('HDEL', KEYS[4], agent .. ' 0.' .. place, agent .. ' 1.' .. place) end
  end
end
return 'OK'
