-- Shared. Queues under names that a config gives. Beside each stands whose it is: the key of that campaign's hash.
-- take_names(words, fresh): the last of KEYS are pairs of a queue and the STRING beside it; words: whose they are to be, and the kind of
-- each; empty: there are none. They are taken all or none. Messages may be there before the campaign; of one that is fresh, nothing may
-- be in flight. Returns nil, or what is wrong: {TAKEN, queue, whose it is}, {KIND, queue, kind that it must be} or {THERE, queue, kind}.
local function take_names(words, fresh)
  local own, rest = string.match(words, '^(%S+) (.*)$')
  if not own then return nil end
  local kinds = {}
  for kind in string.gmatch(rest, '%a+') do kinds[#kinds + 1] = kind end
  local at = #KEYS - 2 * #kinds
  for i, kind in ipairs(kinds) do
    local queue, mark = KEYS[at + 2 * i - 1], KEYS[at + 2 * i]
    local owner = redis.pcall('GET', mark)
    if type(owner) == 'table' then
      if not string.find(owner.err, 'WRONGTYPE', 1, true) then return owner end
      return {'TAKEN', queue, mark}
    end
    if owner and owner ~= own then return {'TAKEN', queue, owner} end
    local wrong = unsound({queue, kind})
    if wrong then return string.find(wrong.err, '^DAMAGED') and {'KIND', queue, kind} or wrong end
    if fresh and kind == 'hash' and redis.call('EXISTS', queue) == 1 then return {'THERE', queue, kind} end
  end
  for i = at + 2, #KEYS, 2 do redis.call('SET', KEYS[i], own) end
  return nil
end
