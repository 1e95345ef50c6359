-- Shared. A walltime as it stands in a message.
-- milliseconds(text): nil where it is not HH:MM:SS, or nobody's.
local LONGEST = 999999 * 3600000
local function milliseconds(text)
  local h, m, s = string.match(text, '^(%d+):(%d%d?):(%d%d?)$')
  if not h then return nil end
  local sum = (h * 3600 + m * 60 + s) * 1000
  return sum > 0 and sum <= LONGEST and sum or nil
end
