-- Shared. What a watcher reads: KEYS from 2 on, four a stage, and ARGV from `first` on, one a stage; see watcher-enter.lua.
-- watched(first) returns per stage {done, ended, dead, cancelled, wants = {DONE, DEAD, CANCELLED → whether}, streams = {{key, ended =
-- whether it is that of the dead and cancelled}, ...}}.
local function watched(first)
  local stages = {}
  for i = first, #ARGV do
    local at, letters = 4 * (i - first) + 1, ARGV[i]
    local s = {place = i - first + 1, done = KEYS[at + 1], ended = KEYS[at + 2], dead = KEYS[at + 3], cancelled = KEYS[at + 4], streams = {}}
    s.wants = {DONE = string.find(letters, 'd') ~= nil, DEAD = string.find(letters, 'D') ~= nil, CANCELLED = string.find(letters, 'C') ~= nil}
    if s.wants.DONE then s.streams[1] = {key = s.done, ended = false} end
    if s.wants.DEAD or s.wants.CANCELLED then s.streams[#s.streams + 1] = {key = s.ended, ended = true} end
    stages[#stages + 1] = s
  end
  return stages
end
