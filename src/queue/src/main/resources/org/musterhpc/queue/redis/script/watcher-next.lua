-- Gives a process of a watcher the records that come next, over all stages in the order in which their tasks ended; it holds them until it
-- acknowledges them, or for a lease. First those come that a process held longer than that. No move.
-- KEYS 1 campaign HASH, then per stage: done STREAM, ended STREAM, dead HASH, cancelled HASH
-- ARGV 1 time or '', 2 name of the watcher, 3 name of the process, 4 how many records at the most, 5 lease (ms), 6 when the campaign that it
--      knows was created (ms), 7 how many bytes of one record, 8 how many of one that has more, then per stage: which ends (see
--      watcher-enter.lua)
-- Returns {word, how many records the processes of the name hold now, then per record: place of its stage among these, state, key of the
-- stream, entry, id where it is not DONE, record}. Words: OK; MORE where this is not all that is there; UNKNOWN where the watcher has to
-- enter first; GONE where the campaign is not there, or a new one has its name.
--@include include-watched.lua
if redis.call('HGET', KEYS[1], 'created') ~= ARGV[6] then return {'GONE', 0} end
local name, process, most, lease, longest, part = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[7]), tonumber(ARGV[8])
local stages = watched(9)
local PORTION, ENOUGH, STALE = 64, 8388608, 1000

-- Where the group has come to; nil where there is none.
local function last_given(key)
  local groups = redis.pcall('XINFO', 'GROUPS', key)
  for _, group in ipairs(groups.err and {} or groups) do
    local fields = {}
    for i = 1, #group, 2 do fields[group[i]] = group[i + 1] end
    if fields.name == name then return fields['last-delivered-id'] end
  end
  return nil
end
local streams = {}
for _, s in ipairs(stages) do
  for _, stream in ipairs(s.streams) do
    stream.stage, stream.at = s, last_given(stream.key)
    if not stream.at then return {'UNKNOWN', 0} end
    stream.taken, stream.lapsed, stream.over, stream.heads, stream.first = 0, {}, {}, {}, 1
    streams[#streams + 1] = stream
  end
end

-- Fills the heads of a stream: first what nobody has acknowledged for a lease, then what nobody was given.
local function look(stream, wanted)
  stream.heads, stream.first = {}, 1
  -- Records may be long: few at first.
  stream.portion = math.max(1, math.min(PORTION, wanted, 4 * (stream.portion or 4)))
  if not stream.fresh then
    for _, pending in ipairs(redis.call('XPENDING', stream.key, name, 'IDLE', lease, stream.from or '-', '+', stream.portion)) do
      stream.from = '(' .. pending[1]
      local entry = redis.call('XRANGE', stream.key, pending[1], pending[1])[1]
      if entry then
        stream.heads[#stream.heads + 1] = {entry[1], entry[2], true}
      else
        -- It was taken out: its task is to be done again.
        stream.over[#stream.over + 1] = pending[1]
      end
    end
    if #stream.heads > 0 then return end
    stream.fresh = true
  end
  for _, entry in ipairs(redis.call('XRANGE', stream.key, '(' .. stream.at, '+', 'COUNT', stream.portion)) do
    stream.at = entry[1]
    stream.heads[#stream.heads + 1] = {entry[1], entry[2], false}
  end
end
local function earlier(a, b)
  local ms_a, number_a = string.match(a, '^(%d+)%-(%d+)$')
  local ms_b, number_b = string.match(b, '^(%d+)%-(%d+)$')
  ms_a, ms_b = tonumber(ms_a), tonumber(ms_b)
  if ms_a ~= ms_b then return ms_a < ms_b end
  return tonumber(number_a) < tonumber(number_b)
end
local function joined(list, last)
  local longer = {unpack(list)}
  longer[#longer + 1] = last
  return longer
end
local function value(fields, field)
  for i = 1, #fields, 2 do if fields[i] == field then return fields[i + 1] end end
  return ''
end

local reply, given, bytes, stale, all = {'OK', 0}, 0, 0, 0, false
while not all and given < most and bytes < ENOUGH and stale < STALE do
  local next
  for _, stream in ipairs(streams) do
    if stream.first > #stream.heads and not stream.dry then
      look(stream, most - given)
      stream.dry = #stream.heads == 0
    end
    local head = stream.heads[stream.first]
    if head and (not next or earlier(head[1], next.heads[next.first][1])) then next = stream end
  end
  all = not next
  if next then
    local head, s = next.heads[next.first], next.stage
    next.first = next.first + 1
    local state, id, record = 'DONE', '', value(head[2], 'r')
    if next.ended then
      state, id = value(head[2], 'state'), value(head[2], 'id')
      -- It may have been sent again, or be cancelled instead: then there is another entry, or will be.
      local where = state == 'DEAD' and s.dead or state == 'CANCELLED' and s.cancelled
      record = where and s.wants[state] and redis.call('HGET', where, id)
    end
    if not head[3] then
      next.taken = next.taken + 1
    elseif record then
      next.lapsed[#next.lapsed + 1] = head[1]
    end
    if record then
      if #record > longest then record = string.sub(record, 1, part) end
      given, bytes = given + 1, bytes + #record
      for _, each in ipairs({tostring(s.place), state, next.key, head[1], id, record}) do reply[#reply + 1] = each end
    else
      stale = stale + 1
      next.over[#next.over + 1] = head[1]
    end
  end
end

for _, stream in ipairs(streams) do
  if stream.taken > 0 then redis.call('XREADGROUP', 'GROUP', name, process, 'COUNT', stream.taken, 'STREAMS', stream.key, '>') end
  if #stream.lapsed > 0 then redis.call('XCLAIM', stream.key, name, process, 0, unpack(joined(stream.lapsed, 'JUSTID'))) end
  if #stream.over > 0 then redis.call('XACK', stream.key, name, unpack(stream.over)) end
  reply[2] = reply[2] + redis.call('XPENDING', stream.key, name)[1]
end
if not all then reply[1] = 'MORE' end
return reply
