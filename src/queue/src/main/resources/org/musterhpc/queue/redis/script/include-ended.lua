-- Shared. Notes that a task is dead or cancelled, in the order in which tasks end so, as the completed queue has those that are done: whoever
-- watches what ends reads both. The record is where it stands. Scripts that are called for every task do not look beforehand whether
-- the key is another's: what is not noted then, is when a watcher enters.
-- note_ended(stream, DEAD | CANCELLED, id)
local function note_ended(stream, state, id)
  redis.pcall('XADD', stream, '*', 'state', state, 'id', id)
end
