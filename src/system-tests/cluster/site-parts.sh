# shellcheck shell=bash
# Sourced by site.sh: its parts, one function each. $dir is the site's folder, $source_dir this one.
# shellcheck disable=SC2154

# Variables of DIR/env, set by sourcing it.
: "${SSH_PORT:=}" "${REDIS_PORT:=}" "${SLURMCTLD_PORT:=}" "${SLURMD1_PORT:=}" "${SLURMD2_PORT:=}"

# --- conditions -----------------------------------------------------------------------------------------------------

# within SECONDS COMMAND…: whether it succeeds before then.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@" > "$dir/log/condition" 2>&1; do
    if ((SECONDS >= end)); then return 1; fi
    sleep 0.1
  done
}

# await WHAT SECONDS COMMAND…
await() {
  within "$2" "${@:3}" && return 0
  {
    echo "site: no $1 within $2 s; the last try said:"
    tail -n 5 "$dir/log/condition"
    for log in "$dir"/log/*.log; do
      echo "--- $log"
      tail -n 8 "$log"
    done
  } >&2
  exit 1
}

listens() { (: < "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }
redis_answers() { [[ $(REDISCLI_AUTH=$(< "$dir/redis/password") redis-cli -p "$REDIS_PORT" ping) == PONG ]]; }
# Behind the shims: what the fixture itself asks is not counted.
slurm() { SLURM_CONF=$dir/slurm.conf PATH=$REAL_PATH "$@"; }
nodes_up() { node_answers n1 && node_answers n2; }
no_jobs() { [[ -z $(slurm squeue --noheader) ]]; }
node_answers() { [[ $(slurm sinfo --noheader -n "$1" -p debug -o %T) =~ ^(idle|mixed|allocated|completing)$ ]]; }
# After a start slurmctld knows no state of a node until that has reported.
nodes_known() {
  local name
  for name in n1 n2; do
    gone "slurmd-$name" || node_answers "$name" || return 1
  done
}
gone() { ! running "$1"; }

# --- processes ------------------------------------------------------------------------------------------------------

# Clock ticks since boot at which it started: with the pid, what no later process has.
started_at() {
  local stat
  { stat=$(< "/proc/$1/stat"); } 2> /dev/null || return 1
  # A zombie has ended; its parent, perhaps a container's first process, does not care.
  [[ ${stat##*) } == Z* ]] && return 1
  read -ra fields <<< "${stat##*) }"
  echo "${fields[19]}"
}

pid_of() {
  local pid at
  [[ -e $dir/run/$1 ]] || return 0
  read -r pid at < "$dir/run/$1" || return 0
  if [[ $(started_at "$pid") == "$at" ]]; then echo "$pid"; fi
}

running() { [[ -n $(pid_of "$1") ]]; }

# start NAME COMMAND…: in a session of its own, remembered under that name; nothing where it runs.
start() {
  local name=$1
  shift
  running "$name" && return 0
  if [[ -e $dir/run/$name ]]; then
    echo "site: $name has ended, and nobody told it to; it said:" >&2
    cat "$dir/log/$name.log" "$dir/log/$name-own.log" 2> /dev/null | tail -n 20 >&2
  fi
  SLURM_CONF=$dir/slurm.conf PATH=$REAL_PATH \
    setsid "$@" < /dev/null >> "$dir/log/$name.log" 2>&1 &
  echo "$! $(started_at $!)" > "$dir/run/$name"
}

kill_started() {
  local pid
  pid=$(pid_of "$1")
  if [[ -n $pid ]]; then kill "-$2" "$pid"; fi
}

# end NAME: TERM, and KILL where that does not help.
end() {
  kill_started "$1" TERM
  within 30 gone "$1" || { kill_started "$1" KILL; within 30 gone "$1" || true; }
  rm -f "$dir/run/$1"
}

# end_all "PIDS": at once.
end_all() {
  local pid
  for pid in $1; do kill -KILL "$pid" 2> /dev/null || true; done
}

# marked PID VARIABLE=VALUE: whether it was started with that in its environment.
marked() { grep -qzxF -- "$2" "/proc/$1/environ" 2> /dev/null; }

# of_node NODE: slurmd's steps, known by the log that they write to (they wipe their environment), then processes of this
# site's jobs on that node. Steps come first: one that outlives its job by a moment reports how that ended, and a power
# cut reports nothing.
of_node() {
  local proc pid comm jobs=
  for proc in /proc/[0-9]*; do
    pid=${proc#/proc/}
    { comm=$(< "$proc/comm"); } 2> /dev/null || continue
    if [[ $comm == slurmstepd ]]; then
      if [[ -n $(find "$proc/fd" -lname "$dir/log/slurmd-$1-own.log" 2> /dev/null) ]]; then echo "$pid"; fi
    elif marked "$pid" "SLURMD_NODENAME=$1" && marked "$pid" "SLURM_CONF=$dir/slurm.conf"; then
      jobs+=" $pid"
    fi
  done
  echo "$jobs"
}

# below PID: all that it started and that still hangs from it.
below() {
  local children child
  [[ -n $1 ]] || return 0
  { children=$(cat "/proc/$1/task/"*/children); } 2> /dev/null || return 0
  for child in $children; do
    below "$child"
    echo "$child"
  done
}

# --- parts ----------------------------------------------------------------------------------------------------------

# Below the range from which the kernel takes ports for outgoing connections, beside those of the other tests and of Muster's
# own servers.
free_port() {
  local port
  while :; do
    port=$((15000 + RANDOM % 5000))
    if [[ " ${taken:-} " != *" $port "* ]] && ! listens "$port"; then break; fi
  done
  taken="${taken:-} $port"
  chosen=$port
}

# Kept in DIR/env: a site that is brought up again has the same. Sites that are made at once would find the same ports free:
# what is chosen is written down, and is another's for as long as its DIR/env is there.
choose_ports() {
  [[ -e $dir/env ]] && return 0
  local name port other claims=${TMPDIR:-/tmp}/muster-site-ports-$UID
  mkdir -m 700 "$claims" 2> /dev/null || true
  [[ -O $claims ]] || { echo "site: $claims is somebody else's" >&2; exit 1; }
  exec 8>> "$claims/lock"
  flock 8
  touch "$claims/ports"
  while read -r port other; do
    if [[ -e $other/env ]]; then
      taken="${taken:-} $port"
      echo "$port $other"
    fi
  done < "$claims/ports" > "$claims/still"
  {
    for name in SLURMCTLD_PORT SLURMD1_PORT SLURMD2_PORT SSH_PORT REDIS_PORT; do
      free_port
      echo "$chosen $dir" >> "$claims/still"
      echo "export $name=$chosen"
    done
    echo "export MUSTER_SITE='$dir'"
    echo "export SLURM_CONF='$dir/slurm.conf'"
    echo "export REAL_PATH='/usr/sbin:/usr/bin:/sbin:/bin'"
    echo "export MUSTER_CONFIG='$dir/muster.yml'"
    echo "export REDIS_PASSWORD_FILE='$dir/redis/password'"
    # shellcheck disable=SC2016
    echo "case \":\$PATH:\" in *':$dir/bin:'*) ;; *) export PATH='$dir/bin':\"\$PATH\" ;; esac"
  } > "$dir/env.new"
  mv "$dir/env.new" "$dir/env"
  mv "$claims/still" "$claims/ports"
  exec 8>&- # no server must keep the lock
}

make_folders() {
  chmod 755 "$dir"
  mkdir -p "$dir"/{run,log,lib,bin,faults,last,hung,remote,ssh,redis,munge,state,spool-n1,spool-n2}
  touch "$dir/calls.log"
  cp "$source_dir/faults.sh" "$source_dir/shim.sh" "$dir/lib/"
  local name
  for name in sbatch squeue scancel scontrol sinfo sacctmgr qsub qstat qdel qselect; do
    if PATH=$REAL_PATH command -v "$name" > /dev/null; then
      cp "$dir/lib/shim.sh" "$dir/bin/$name"
    fi
  done
}

start_munge() {
  chmod 700 "$dir/munge"
  # The socket is for all users, the key is not.
  mkdir -p "$dir/munge-socket"
  if [[ ! -e $dir/munge/key ]]; then
    (umask 077 && dd if=/dev/urandom bs=1 count=1024 of="$dir/munge/key" status=none)
  fi
  start munged munged --foreground --force --num-threads=2 --key-file="$dir/munge/key" \
    --socket="$dir/munge-socket/socket" --pid-file="$dir/munge/pid" --log-file="$dir/munge/log" --seed-file="$dir/munge/seed"
  await 'socket of munged' 60 test -S "$dir/munge-socket/socket"
}

start_slurmctld() {
  write_slurm_conf
  start slurmctld slurmctld -D
}

start_slurmd() { start "slurmd-$1" slurmd -D -N "$1"; }

write_slurm_conf() {
  local host
  host=$(hostname -s)
  cat > "$dir/slurm.conf.new" <<CONF
ClusterName=site
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$SLURMCTLD_PORT
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge-socket/socket
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
# Lets CPUs exceed the machine's; without it the nodes are "inval".
SlurmdParameters=config_overrides
ReturnToService=2
SchedulerParameters=sched_min_interval=0,bf_interval=1
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool-%n
SlurmctldPidFile=$dir/run/slurmctld.pid
SlurmdPidFile=$dir/run/slurmd-%n.pid
SlurmctldLogFile=$dir/log/slurmctld-own.log
SlurmdLogFile=$dir/log/slurmd-%n-own.log
# Small on purpose: makes many arrays real.
MaxArraySize=1001
MaxJobCount=20000
KillWait=2
# How long a command tries before it says that slurmctld is not there.
MessageTimeout=4
# A node that does not answer is down after this.
SlurmdTimeout=15
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/linux
AccountingStorageType=accounting_storage/none
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$SLURMD1_PORT CPUs=4 RealMemory=16000 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$SLURMD2_PORT CPUs=4 RealMemory=16000 State=UNKNOWN
PartitionName=debug Nodes=ALL Default=YES MaxTime=INFINITE State=UP
PartitionName=short Nodes=n1 MaxTime=00:05:00 State=UP
CONF
  # Commands may read it meanwhile. What tests ask themselves does not give up on a slurmctld that is busy.
  sed 's/^MessageTimeout=.*/MessageTimeout=60/' "$dir/slurm.conf.new" > "$dir/patient.conf"
  mv "$dir/slurm.conf.new" "$dir/slurm.conf"
}

start_sshd() {
  local key
  for key in host user; do
    if [[ ! -e $dir/ssh/$key ]]; then ssh-keygen -q -t ed25519 -N '' -C '' -f "$dir/ssh/$key"; fi
  done
  cp "$dir/ssh/user.pub" "$dir/ssh/authorized_keys"
  read -r type key _ < "$dir/ssh/host.pub"
  echo "[127.0.0.1]:$SSH_PORT $type $key" > "$dir/ssh/known_hosts"
  cat > "$dir/ssh/config" <<CONF
ListenAddress 127.0.0.1
Port $SSH_PORT
HostKey $dir/ssh/host
AuthorizedKeysFile $dir/ssh/authorized_keys
PidFile $dir/ssh/pid
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
MaxStartups 100
MaxSessions 100
SetEnv SLURM_CONF=$dir/slurm.conf MUSTER_SITE=$dir PATH=$dir/bin:/usr/local/bin:$REAL_PATH
CONF
  # sshd drops privileges in a folder that a package's start script else makes.
  mkdir -p /run/sshd
  start sshd /usr/sbin/sshd -D -e -f "$dir/ssh/config"
}

start_redis() {
  if [[ ! -e $dir/redis/password ]]; then
    (umask 077 && head -c 24 /dev/urandom | base64 | tr -dc A-Za-z0-9 > "$dir/redis/password")
  fi
  (umask 077 && cat > "$dir/redis/conf" <<CONF
port $REDIS_PORT
bind 127.0.0.1
dir $dir/redis
requirepass $(< "$dir/redis/password")
appendonly yes
save ""
CONF
  )
  start redis redis-server "$dir/redis/conf"
}

write_muster_yml() {
  local ssh="ssh: {host: 127.0.0.1, user: root, port: $SSH_PORT, identity: $dir/ssh/user, known_hosts: $dir/ssh/known_hosts"
  cat > "$dir/muster.yml" <<CONF
redis: {url: "redis://127.0.0.1:$REDIS_PORT", password_file: $dir/redis/password}
heartbeat: {interval: 1s, lease: 60s}
agent: {linger: 60s}
clusters:
  slurm:
    type: slurm
    partition: debug
    remote_dir: $dir/remote
  slurm-ssh:
    type: slurm
    partition: debug
    remote_dir: $dir/remote
    $ssh, transport: jsch}
  slurm-openssh:
    type: slurm
    partition: debug
    remote_dir: $dir/remote
    $ssh, transport: openssh}
CONF
}
