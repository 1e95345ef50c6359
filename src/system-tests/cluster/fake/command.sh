#!/usr/bin/env bash
# sbatch squeue scancel scontrol sinfo sacctmgr · qsub qstat qdel qselect qalter: schedulers that are not there, under each one's name.
# They answer as Slurm 22.05 and OpenPBS 23.06 do (docs of the formats: the dialects' captures), and really run elements
# as processes of this machine. All state is in $MUSTER_FAKE_DIR, any folder:
#   settings      sourced by bash: the defaults are in engine.sh, and may be overwritten at any time
#   calls.log     and faults/: see ../faults.sh; besides, of sbatch and qsub, "reject [TEXT]" refuses, and "lose-id" accepts
#                 and says nothing, with exit status 0
# stop.sh ends all that was started.
set -uo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
name=${0##*/}
dir=${MUSTER_FAKE_DIR:?the folder of the fake schedulers}
mkdir -p "$dir"/{jobs,faults,last,hung,spool}
# shellcheck source=src/system-tests/cluster/faults.sh
. "$here/../faults.sh"
# shellcheck source=src/system-tests/cluster/fake/engine.sh
. "$here/engine.sh"
# shellcheck source=src/system-tests/cluster/fake/slurm.sh
. "$here/slurm.sh"
# shellcheck source=src/system-tests/cluster/fake/pbs.sh
. "$here/pbs.sh"
answer "$dir" "$name" "fake_$name" "$@"
