-- Shared. Which entry of the completed queue has a task's record, as the index keeps it: the two numbers of the entry's id in base 16,
-- which fit into 16 bytes.
local function shortened(entry)
  local ms, number = string.match(entry, '^(%d+)%-(%d+)$')
  return string.format('%x-%x', ms, number)
end
-- whole(text): the id of the entry, or nil where it can be none.
local function whole(text)
  local ms, number = string.match(text, '^(%x+)%-(%x+)$')
  if not ms or #ms > 12 or #number > 12 then return nil end
  return string.format('%.0f-%.0f', tonumber(ms, 16), tonumber(number, 16))
end
-- done_under(done STREAM, what the index has of a task, or false): the token under which it was done, and its entry; nil where it was not.
local function done_under(done, text)
  local entry = text and whole(text)
  local record = entry and redis.call('XRANGE', done, entry, entry)[1]
  return record and string.match(record[2][2] or '', '^%[%[%d+,(%d+),'), entry
end
