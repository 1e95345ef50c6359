-- Takes a campaign's hash away, and with it the queues under names of a config's that are the campaign's own; no move.
-- KEYS 1 campaign HASH, then pairs of a queue and the STRING that says whose it is
-- ARGV 1 time or ''
-- Returns how many queues were removed.
local removed = 0
for i = 2, #KEYS, 2 do
  if redis.pcall('GET', KEYS[i + 1]) == KEYS[1] then
    redis.call('UNLINK', KEYS[i], KEYS[i + 1])
    removed = removed + 1
  end
end
redis.call('UNLINK', KEYS[1])
return removed
