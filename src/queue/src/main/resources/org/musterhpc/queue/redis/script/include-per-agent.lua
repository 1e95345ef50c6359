-- Shared. add_counts(reply, agents): adds each of the agents to the reply, once, with how often it is among them.
local function add_counts(reply, agents)
  local counts, names = {}, {}
  for _, agent in ipairs(agents) do
    if not counts[agent] then names[#names + 1] = agent end
    counts[agent] = (counts[agent] or 0) + 1
  end
  for _, agent in ipairs(names) do
    reply[#reply + 1] = agent
    reply[#reply + 1] = counts[agent]
  end
  return reply
end
