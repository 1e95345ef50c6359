#!/usr/bin/env bash
# A Slurm cluster of two nodes on this one machine, with its login node's sshd and a Redis: what system tests run on.
#
#   site.sh up DIR             starts what does not run yet; everything is in DIR, on ports of its own
#   site.sh down DIR           ends all of it, and the jobs; fine where half of it runs
#   site.sh ctld-stop DIR      ends slurmctld (its state is kept); ctld-start DIR: starts it again
#   site.sh ctld-pause DIR     stops it so that it hangs (SIGSTOP); ctld-resume DIR: lets it go on
#   site.sh slurmd-kill DIR NODE    kill -9 of the node's slurmd alone: its jobs run on; slurmd-start DIR NODE
#   site.sh node-kill DIR NODE      kill -9 of slurmd and of all that runs on the node, as a power cut
#
# As root. Needs slurmctld slurmd slurm-client munge openssh-server redis-server. Leaves DIR/env (to be sourced by sh) and
# DIR/muster.yml. Only processes that this script or its slurmd started are ended: pids are kept with their start times.
set -euo pipefail
source_dir=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
# shellcheck source=src/system-tests/cluster/site-parts.sh
. "$source_dir/site-parts.sh"

usage() {
  sed -n 's/^#   //p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

up() {
  make_folders
  start_munge
  start_slurmctld
  start_slurmd n1
  start_slurmd n2
  start_sshd
  start_redis
  await 'port of sshd' 60 listens "$SSH_PORT"
  await 'answer of redis-server' 60 redis_answers
  await 'answer of slurmctld' 60 slurm scontrol ping
  await 'two nodes that are up' 120 nodes_up
  write_muster_yml
}

down() {
  [[ -e $dir/env ]] || return 0
  if running slurmctld; then
    kill_started slurmctld CONT
    # Jobs are ended by the scheduler, as far as it gets; the rest is ended below.
    slurm timeout 5 scancel --user=root --full 2> /dev/null || true
    slurm timeout 5 scancel --user=root 2> /dev/null || true
    within 5 no_jobs || true
  fi
  end slurmctld
  for node in n1 n2; do
    end "slurmd-$node"
    end_all "$(of_node "$node")"
  done
  end_all "$(below "$(pid_of sshd)")"
  end sshd
  for hung in "$dir"/hung/*; do
    # It may have been killed long ago, and its number given away.
    if marked "${hung##*/}" "MUSTER_SITE=$dir"; then end_all "${hung##*/}"; fi
  done
  end redis
  end munged
}

[[ $# -ge 2 ]] || usage
verb=$1
[[ $verb == up ]] && mkdir -p "$2"
dir=$(cd "$2" && pwd)
node=${3:-}
if [[ $(id -u) != 0 ]]; then
  echo 'site: needs root: slurmd starts jobs as their users' >&2
  exit 2
fi
if ((${#dir} > 70)); then
  echo "site: $dir: at most 70 characters, sockets have to fit in it" >&2
  exit 2
fi
if [[ $verb == up ]]; then choose_ports; fi
# shellcheck disable=SC1091
if [[ -e $dir/env ]]; then . "$dir/env"; fi
case $verb in *slurmd* | node*) [[ $node == n1 || $node == n2 ]] || usage ;; esac
case $verb in
  up) up ;;
  down) down ;;
  ctld-stop) kill_started slurmctld CONT; end slurmctld ;;
  ctld-start) start_slurmctld; await 'answer of slurmctld' 60 slurm scontrol ping; await 'word of the nodes' 120 nodes_known ;;
  ctld-pause) kill_started slurmctld STOP ;;
  ctld-resume) kill_started slurmctld CONT; await 'answer of slurmctld' 60 slurm scontrol ping ;;
  slurmd-kill) kill_started "slurmd-$node" KILL; within 60 gone "slurmd-$node"; rm -f "$dir/run/slurmd-$node" ;;
  slurmd-start) start_slurmd "$node"; await "node $node" 120 node_answers "$node" ;;
  node-kill)
    kill_started "slurmd-$node" KILL
    end_all "$(of_node "$node")"
    within 60 gone "slurmd-$node"
    rm -f "$dir/run/slurmd-$node"
    ;;
  *) usage ;;
esac
