#!/usr/bin/env bash
# Runs the elements of one job, in the background: runner.sh ID.
set -uo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
dir=$MUSTER_FAKE_DIR
# shellcheck source=src/system-tests/cluster/fake/engine.sh
. "$here/engine.sh"
# shellcheck source=src/system-tests/cluster/fake/slurm.sh
. "$here/slurm.sh"
# shellcheck source=src/system-tests/cluster/fake/pbs.sh
. "$here/pbs.sh"
load "$1" || exit 1
echo "$$" > "$job/runner"
run_array
