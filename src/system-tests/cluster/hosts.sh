#!/usr/bin/env bash
# Hosts without a batch system on this one machine: network namespaces, each with its own sshd, host name, processes and
# remote folder; what tests of pools run on.
#
#   hosts.sh up DIR N              starts hosts h1 … hN, as far as they do not run yet; everything is in DIR
#   hosts.sh down DIR              ends all of it, and what runs on the hosts
#   hosts.sh host-kill DIR HOST    as a power cut: all that runs there ends; host-start DIR HOST: it boots, and what stands in
#                                  its crontab under @reboot runs
#   hosts.sh sshd-stop DIR HOST    its sshd takes no more connections, and agents go on; sshd-start DIR HOST
#   hosts.sh link-down DIR HOST    nothing gets there any more, nor from there; link-up DIR HOST
#   hosts.sh enter DIR HOST COMMAND…   runs a command there, behind sshd's back
#
# As root. Needs iproute2, util-linux and openssh-server. Leaves DIR/env (to be sourced by sh): HOSTS_NET, whose .1 is this
# machine as hosts reach it, h1 being .11. The remote folder is DIR/remote on each host, another one on each; so is its
# crontab, DIR/remote/.crontab, as a stand-in of ours and no cron.
set -euo pipefail

usage() {
  sed -n 's/^#   //p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

fail() {
  echo "hosts: $*" >&2
  exit 1
}

# begin NAME: of namespaces and interfaces, which this machine has only once.
namespace() { echo "$HOSTS_ID-$1"; }

choose_net() {
  local third
  for third in $(shuf -i 1-250); do
    if ! ip -o addr | grep -qF " 10.77.$third."; then
      printf 'HOSTS_ID=mh%s\nHOSTS_NET=10.77.%s\n' "$$" "$third" > "$dir/env"
      return 0
    fi
  done
  fail 'no network is free below 10.77'
}

make_keys() {
  local key host type word
  mkdir -p "$dir/ssh" "$dir/remote" "$dir/log"
  chmod 700 "$dir/ssh"
  for key in user other $(all_hosts); do
    if [[ ! -e $dir/ssh/$key ]]; then ssh-keygen -q -t ed25519 -N '' -C '' -f "$dir/ssh/$key"; fi
  done
  cp "$dir/ssh/user.pub" "$dir/ssh/authorized_keys"
  : > "$dir/ssh/known_hosts"
  for host in $(all_hosts); do
    read -r type word _ < "$dir/ssh/$host.pub"
    echo "$(address "$host") $type $word" >> "$dir/ssh/known_hosts"
  done
}

all_hosts() { seq -f 'h%.0f' 1 "$HOSTS_COUNT"; }
address() { echo "$HOSTS_NET.$((10 + ${1#h}))"; }

make_bridge() {
  if ip link show "$HOSTS_ID" > /dev/null 2>&1; then return 0; fi
  ip link add "$HOSTS_ID" type bridge
  ip addr add "$HOSTS_NET.1/24" dev "$HOSTS_ID"
  ip link set "$HOSTS_ID" up
}

make_link() {
  local ns
  ns=$(namespace "$1")
  if ip netns pids "$ns" > /dev/null 2>&1; then return 0; fi
  ip netns add "$ns"
  ip link add "$HOSTS_ID$1" type veth peer name e0 netns "$ns"
  ip link set "$HOSTS_ID$1" master "$HOSTS_ID" up
  ip -n "$ns" addr add "$(address "$1")/24" dev e0
  ip -n "$ns" link set e0 up
  ip -n "$ns" link set lo up
}

# The first process of a host's own, whose end is the end of all others there. Each that it starts has its name for a moment.
is_first() {
  [[ $(cat "/proc/$1/comm" 2> /dev/null) == host-first ]] &&
    grep -q '^NSpid:.*[[:space:]]1$' "/proc/$1/status" 2> /dev/null && [[ -e /proc/$1/ns/net ]]
}

first() {
  local pid
  [[ -r $dir/run-$1 ]] || return 1
  pid=$(< "$dir/run-$1")
  is_first "$pid" && echo "$pid"
}

# Before all others on the PATH of whoever logs in there.
make_crontab() {
  mkdir -p "$dir/bin"
  cat > "$dir/bin/crontab" <<CRONTAB
#!/bin/sh
case \$1 in
  -l) cat '$dir/remote/.crontab' 2> /dev/null || { echo 'no crontab' >&2; exit 1; } ;;
  -r) rm -f '$dir/remote/.crontab' ;;
  -) cat > '$dir/remote/.crontab' ;;
esac
CRONTAB
  chmod 755 "$dir/bin/crontab"
}

start_host() {
  local host=$1 i
  if first "$host" > /dev/null; then return 0; fi
  mkdir -p "$dir/hosts/$host"
  cat > "$dir/ssh/config-$host" <<CONF
ListenAddress $(address "$host")
HostKey $dir/ssh/$host
AuthorizedKeysFile $dir/ssh/authorized_keys
PidFile none
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
MaxStartups 100
MaxSessions 100
SetEnv PATH=$dir/bin:$PATH
CONF
  # sshd drops privileges in a folder that a package's start script else makes.
  mkdir -p /run/sshd
  # shellcheck disable=SC2016 # the host's own shell expands it
  setsid ip netns exec "$(namespace "$host")" unshare --uts --mount --pid --fork --mount-proc --kill-child bash -c '
    set -e
    hostname "$1"
    mount --bind "$2/hosts/$1" "$2/remote"
    printf host-first > /proc/self/comm
    (printf cron > /proc/self/comm; while :; do sleep 3600; done) &
    crontab=$2/remote/.crontab
    if [[ -e $crontab ]]; then
      sed -n "s/^@reboot //p" "$crontab" | while IFS= read -r line; do env -i HOME="$HOME" PATH=/usr/bin:/bin sh -c "$line"; done &
    fi
    /usr/sbin/sshd -D -e -f "$2/ssh/config-$1" &
    while :; do wait || true; sleep 0.2; done' host "$host" "$dir" \
    < /dev/null >> "$dir/log/$host.log" 2>&1 &
  for ((i = 0; i < 600; i++)); do
    for pid in $(ip netns pids "$(namespace "$host")"); do
      if is_first "$pid"; then echo "$pid" > "$dir/run-$host"; fi
    done
    if first "$host" > /dev/null && listens "$host"; then return 0; fi
    sleep 0.1
  done
  fail "$host does not come up; see $dir/log/$host.log"
}

listens() { (: < "/dev/tcp/$(address "$1")/22") 2> /dev/null; }

enter() {
  local pid
  pid=$(first "$1") || fail "$1 does not run"
  shift
  nsenter --target "$pid" --uts --mount --pid --net "$@"
}

kill_host() {
  local pid i
  pid=$(first "$1") || return 0
  kill -KILL "$pid"
  for ((i = 0; i < 600; i++)); do
    if [[ -z $(ip netns pids "$(namespace "$1")") ]]; then return 0; fi
    sleep 0.1
  done
  fail "something on $1 does not end"
}

# shellcheck disable=SC2016 # the host's own shell expands it
stop_sshd() { enter "$1" sh -c 'for p in $(pgrep -x sshd); do if [ "$(ps -o ppid= -p "$p" | tr -d " ")" = 1 ]; then kill "$p"; fi; done'; }

start_sshd() {
  local i
  enter "$1" setsid /usr/sbin/sshd -D -e -f "$dir/ssh/config-$1" < /dev/null >> "$dir/log/$1.log" 2>&1 &
  for ((i = 0; i < 600; i++)); do
    if listens "$1"; then return 0; fi
    sleep 0.1
  done
  fail "sshd on $1 does not come up"
}

down() {
  set +e
  [[ -e $dir/env ]] || return 0
  for host in $(all_hosts); do
    kill_host "$host"
    for pid in $(ip netns pids "$(namespace "$host")" 2> /dev/null); do kill -KILL "$pid"; done
    ip netns del "$(namespace "$host")" 2> /dev/null
    ip link del "$HOSTS_ID$host" 2> /dev/null
  done
  ip link del "$HOSTS_ID" 2> /dev/null
  rm -f "$dir/env"
}

[[ $# -ge 2 ]] || usage
verb=$1
if [[ $verb == up ]]; then mkdir -p "$2"; fi
dir=$(cd "$2" && pwd)
if [[ $(id -u) != 0 ]]; then fail 'needs root: it makes network namespaces'; fi
if [[ $verb == up && ! -e $dir/env ]]; then
  choose_net
  echo "HOSTS_COUNT=${3:-3}" >> "$dir/env"
fi
# shellcheck disable=SC1091
if [[ -e $dir/env ]]; then . "$dir/env"; fi
host=${3:-}
case $verb in up | down) ;; *) [[ $host == h[1-9] ]] || usage ;; esac
case $verb in
  up)
    make_keys
    make_crontab
    make_bridge
    for host in $(all_hosts); do
      make_link "$host"
      start_host "$host"
    done
    ;;
  down) down ;;
  host-kill) kill_host "$host" ;;
  host-start) start_host "$host" ;;
  sshd-stop) stop_sshd "$host" ;;
  sshd-start) start_sshd "$host" ;;
  link-down) ip link set "$HOSTS_ID$host" down ;;
  link-up) ip link set "$HOSTS_ID$host" up ;;
  enter) shift 3; enter "$host" "$@" ;;
  *) usage ;;
esac
