#!/usr/bin/env bash
# A machine that boots systemd, and with it the user manager of "pooluser", who lingers: in namespaces, on what this machine
# has installed, with all that is written kept in memory until "down".
#
#   user-systemd.sh up DIR              boots it; again after "off"
#   user-systemd.sh as DIR COMMAND…     runs a command there as that user, as a session without PAM does
#   user-systemd.sh root DIR COMMAND…   the same as root
#   user-systemd.sh off DIR             as a power cut
#   user-systemd.sh down DIR            ends all of it
#
# As root. Needs systemd, dbus-user-session and libpam-systemd, and a kernel with cgroup v2.
set -euo pipefail

fail() {
  echo "user-systemd: $*" >&2
  exit 1
}

holder() { [[ -r $dir/holder && -e /proc/$(< "$dir/holder")/ns/mnt ]] && cat "$dir/holder"; }
first() { [[ -r $dir/first && $(cat "/proc/$(< "$dir/first")/comm" 2> /dev/null) == systemd ]] && cat "$dir/first"; }

hold() {
  if holder > /dev/null; then return 0; fi
  # shellcheck disable=SC2016 # expanded there
  setsid unshare --mount --propagation private bash -c '
    set -e
    mount -t tmpfs upper "$1/mem"
    mkdir "$1/mem/up" "$1/mem/work" "$1/mem/root"
    umount -l /sys/fs/cgroup
    mount -t cgroup2 cgroup2 /sys/fs/cgroup
    mkdir "/sys/fs/cgroup/$2"
    mount -t overlay overlay -o "lowerdir=/,upperdir=$1/mem/up,workdir=$1/mem/work" "$1/mem/root"
    root=$1/mem/root
    mkdir -p "$root/var/lib/systemd/linger" "$root/home/pooluser" "$root/etc/systemd/system"
    : > "$root/var/lib/systemd/linger/pooluser"
    echo "pooluser:x:4242:4242::/home/pooluser:/bin/sh" >> "$root/etc/passwd"
    echo "pooluser:x:4242:" >> "$root/etc/group"
    echo "pooluser:*:19000:0:99999:7:::" >> "$root/etc/shadow"
    chown 4242:4242 "$root/home/pooluser"
    printf "[Unit]\nRequires=dbus.socket systemd-logind.service systemd-user-sessions.service\n" \
      > "$root/etc/systemd/system/muster-test.target"
    : > "$1/held"
    while :; do sleep 3600; done' hold "$dir" "$cgroup" < /dev/null >> "$dir/log" 2>&1 &
  echo $! > "$dir/holder"
  for ((i = 0; i < 100; i++)); do
    if [[ -e $dir/held ]]; then return 0; fi
    sleep 0.1
  done
  fail "cannot be made here: $(tail -n 3 "$dir/log")"
}

boot() {
  if first > /dev/null; then return 0; fi
  # shellcheck disable=SC2016 # expanded there
  setsid nsenter --target "$(holder)" --mount bash -c '
    set -e
    echo $$ > "/sys/fs/cgroup/$2/cgroup.procs"
    exec unshare --mount --cgroup --pid --fork --net --uts --ipc --kill-child bash -c "
      set -e
      root=$1/mem/root
      mount -t proc proc \$root/proc
      mount -t sysfs sysfs \$root/sys
      mount -t cgroup2 cgroup2 \$root/sys/fs/cgroup
      mount -t tmpfs dev \$root/dev
      mount -t tmpfs run \$root/run
      mkdir \$root/dev/pts \$root/dev/shm
      mknod -m 666 \$root/dev/null c 1 3; mknod -m 666 \$root/dev/zero c 1 5; mknod -m 666 \$root/dev/full c 1 7
      mknod -m 666 \$root/dev/random c 1 8; mknod -m 666 \$root/dev/urandom c 1 9; mknod -m 666 \$root/dev/tty c 5 0
      mount -t devpts devpts \$root/dev/pts -o newinstance,ptmxmode=0666
      ln -s pts/ptmx \$root/dev/ptmx
      ln -s /proc/self/fd \$root/dev/fd
      hostname booted
      cd \$root
      mkdir -p mnt/old
      pivot_root . mnt/old
      umount -l mnt/old
      exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --unit=muster-test.target
    "' boot "$dir" "$cgroup" < /dev/null >> "$dir/log" 2>&1 &
  local i pid
  for ((i = 0; i < 300; i++)); do
    # shellcheck disable=SC2013 # words
    for pid in $(cat "/proc/$!/task/$!/children" 2> /dev/null); do
      if [[ $(cat "/proc/$pid/comm" 2> /dev/null) == systemd ]]; then echo "$pid" > "$dir/first"; fi
    done
    if first > /dev/null && as systemctl --user show-environment > /dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  off
  fail "systemd's user manager does not come up: $(tail -n 3 "$dir/log")"
}

inside() {
  local pid
  pid=$(first) || fail 'it does not run'
  nsenter --target "$pid" --mount --cgroup --pid --net --uts --ipc --root --wd "$@"
}
as() { inside setpriv --reuid 4242 --regid 4242 --clear-groups env -i HOME=/home/pooluser USER=pooluser PATH=/usr/bin:/bin "XDG_RUNTIME_DIR=/run/user/4242" "$@"; }

off() {
  local pid i
  pid=$(first) || return 0
  kill -KILL "$pid"
  for ((i = 0; i < 100; i++)); do
    if [[ ! -e /proc/$pid ]]; then rm -f "$dir/first"; return 0; fi
    sleep 0.1
  done
}

down() {
  set +e
  off
  local pid
  if pid=$(holder); then
    for ((i = 0; i < 50; i++)); do
      nsenter --target "$pid" --mount find "/sys/fs/cgroup/$cgroup" -depth -type d -exec rmdir {} \; 2> /dev/null && break
      sleep 0.1
    done
    kill -KILL -- "-$pid" 2> /dev/null || kill -KILL "$pid"
  fi
  rm -f "$dir/holder" "$dir/held"
}

[[ $# -ge 2 ]] || fail 'up | as | root | off | down, and a folder'
verb=$1
if [[ $verb == up ]]; then mkdir -p "$2/mem"; fi
dir=$(cd "$2" && pwd)
shift 2
if [[ $(id -u) != 0 ]]; then fail 'needs root: it makes namespaces'; fi
cgroup=muster-test-$(cksum <<< "$dir" | cut -d ' ' -f 1)
case $verb in
  up)
    hold
    boot
    ;;
  as) as "$@" ;;
  root) inside "$@" ;;
  off) off ;;
  down) down ;;
  *) fail "no such word: $verb" ;;
esac
