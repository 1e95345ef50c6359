-- Shared. Notes a move in the campaign's event stream, of which the last ten thousand or so are kept. It is the last thing that a
-- script does for a task, and no task fails of it: the key may be of another kind.
-- event(stream key, kind, stage, id, {more fields and values})
local function event(stream, kind, stage, id, more)
  redis.pcall('XADD', stream, 'MAXLEN', '~', '10000', '*', 'kind', kind, 'stage', stage, 'id', id, unpack(more or {}))
end
