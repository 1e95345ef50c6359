#!/usr/bin/env bash
# stop.sh DIR: ends all that the fake schedulers of that folder started, at once.
set -uo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
dir=$1
# shellcheck source=src/system-tests/cluster/fake/engine.sh
. "$here/engine.sh"

# Whether the process is one of ours: a number may have been given away.
ours() { grep -qzxF -- "MUSTER_FAKE_DIR=$dir" "/proc/$1/environ" 2> /dev/null; }

for id in $(ids); do
  load "$id" || continue
  runner=$(cat "$job/runner" 2> /dev/null || echo 0)
  # The runner's session holds the supervisors; elements have sessions of their own.
  if ((runner > 0)) && ours "$runner"; then pkill -KILL -s "$runner"; fi
  elements
  for line in "${lines[@]}"; do
    read -r _ _ pid _ <<< "$line"
    if ((pid > 0)) && ours "$pid"; then pkill -KILL -s "$pid"; fi
  done
done
for hung in "$dir"/hung/*; do
  if ours "${hung##*/}"; then kill -KILL "${hung##*/}"; fi
done
exit 0
