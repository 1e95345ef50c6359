-- Shared. Learns how long the tasks of a stage run, and what they use: runs HASH counts in powers of two, `wall:B` those that took less
-- than 2^B ms and at least half of it (0: no time at all), `cpu:B` the same of processor time, `memory:B` of KiB; `done`, `wall`
-- and `cpu` are the count and the sums (ms). No task fails of it.
-- learn(seen, record but for its brackets): adds one to what was seen in this call; write_runs(runs HASH, seen)
local function learn(seen, rest)
  local wall, cpu, memory = string.match(rest, '^%d+,%d+,%-?%d+,(%d+),(%d+),(%d+)')
  -- One that was found on disk, and so never ran, teaches nothing: it has no exit status, and took no time.
  if not wall or string.match(rest, '^%d+,%d+,%-?%d+,0,0,0,{"exit":null') then return end
  local function add(field, by) seen[field] = (seen[field] or 0) + by end
  for name, text in pairs({wall = wall, cpu = cpu, memory = memory}) do
    local _, power = math.frexp(tonumber(text))
    add(name .. ':' .. power, 1)
  end
  add('done', 1)
  add('wall', tonumber(wall))
  add('cpu', tonumber(cpu))
end
local function write_runs(runs, seen)
  for field, by in pairs(seen) do redis.pcall('HINCRBY', runs, field, string.format('%.0f', by)) end
end
