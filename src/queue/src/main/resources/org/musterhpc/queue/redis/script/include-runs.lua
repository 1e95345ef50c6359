-- Shared. Learns how long the tasks of a stage run, and what they use: runs HASH counts in powers of two, `wall:B` those that took less
-- than 2^B ms and at least half of it (0: no time at all), `cpu:B` the same of processor time, `memory:B` of KiB; `done`, `wall`
-- and `cpu` are the count and the sums (ms). No task fails of it.
-- learn(seen, record but for its brackets): adds one to what was seen in this call; write_runs(runs HASH, seen)
local function seen_again(seen, field, by)
  seen[field] = (seen[field] or 0) + by
end
local function seen_size(seen, name, value)
  local _, power = math.frexp(value)
  seen_again(seen, name .. power, 1)
end
local function learn(seen, rest)
  local wall, cpu, memory = string.match(rest, '^%d+,%d+,%-?%d+,(%d+),(%d+),(%d+)')
  if not wall then return end
  wall, cpu, memory = tonumber(wall), tonumber(cpu), tonumber(memory)
  -- One that was found on disk, and so never ran, teaches nothing: it has no exit status, and took no time.
  if wall == 0 and string.match(rest, '^%d+,%d+,%-?%d+,0,0,0,{"exit":null') then return end
  seen_size(seen, 'wall:', wall)
  seen_size(seen, 'cpu:', cpu)
  seen_size(seen, 'memory:', memory)
  seen_again(seen, 'done', 1)
  seen_again(seen, 'wall', wall)
  seen_again(seen, 'cpu', cpu)
end
local function write_runs(runs, seen)
  for field, by in pairs(seen) do redis.pcall('HINCRBY', runs, field, string.format('%.0f', by)) end
end
