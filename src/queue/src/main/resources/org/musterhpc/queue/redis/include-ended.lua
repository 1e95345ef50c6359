-- Shared. Notes that a task is dead or cancelled, in the order in which tasks end so, as the completed queue has those that are done: whoever
-- watches what ends reads both. The record is where it stands.
-- note_ended(stream, DEAD | CANCELLED, id)
local function note_ended(stream, state, id)
  redis.call('XADD', stream, '*', 'state', state, 'id', id)
end
