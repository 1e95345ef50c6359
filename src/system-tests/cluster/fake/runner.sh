#!/usr/bin/env bash
# Runs the elements of one job, in the background: runner.sh ID PID, of who submits it and may be killed before it has.
set -uo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
dir=$MUSTER_FAKE_DIR
# shellcheck source=src/system-tests/cluster/fake/engine.sh
. "$here/engine.sh"
# shellcheck source=src/system-tests/cluster/fake/slurm.sh
. "$here/slurm.sh"
# shellcheck source=src/system-tests/cluster/fake/pbs.sh
. "$here/pbs.sh"
until [[ -e $dir/jobs/$1/spec ]]; do
  # Looked at once more after its end.
  kill -0 "$2" 2> /dev/null || { [[ -e $dir/jobs/$1/spec ]] || exit 1; }
  sleep 0.02
done
load "$1" || exit 1
# Whoever knows its number may signal it.
trap : USR1
echo "$$" > "$job/runner"
run_array
