#!/bin/sh
# Has a pool's agents come back when the machine boots. It lies beside keep.sh.
#   boot.sh on    by systemd's user manager, which then keeps them; else by a line of crontab. Says "systemd", "cron" or "none"
#   boot.sh off   not any more
# Both may be said again.
set -u
here=$(cd "$(dirname -- "$0")" && pwd) || exit 46
self=$here/keep.sh
# Several pools of one user, and one pool's folders on machines that share a home, have a unit each.
unit=muster-pool-$(printf '%s\n' "$here $(uname -n)" | cksum | cut -d ' ' -f 1).service
units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
# A session without PAM does not say where the user's manager listens.
if [ -z "${XDG_RUNTIME_DIR:-}" ] && [ -d "/run/user/$(id -u)" ]; then
  XDG_RUNTIME_DIR=/run/user/$(id -u)
  export XDG_RUNTIME_DIR
fi

ctl() { timeout 20 systemctl --user "$@" < /dev/null; }
manager() { ctl show-environment > /dev/null 2>&1; }
lingers() { [ -e "/var/lib/systemd/linger/$(id -un)" ]; }

# Without lingering all of it would end with the last login.
linger() {
  command -v systemctl > /dev/null && [ -d /run/systemd/system ] || return 1
  lingers || timeout 20 loginctl enable-linger > /dev/null 2>&1 < /dev/null
  lingers || return 1
  XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
  export XDG_RUNTIME_DIR
  tries=0
  until manager; do
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || return 1
    sleep 1
  done
}

by_systemd() {
  [ -r "$here/unit" ] && linger && mkdir -p "$units" || return 1
  if ! cmp -s "$here/unit" "$units/$unit"; then
    cp "$here/unit" "$units/$unit.$$" && mv -f "$units/$unit.$$" "$units/$unit" || return 1
  fi
  ctl daemon-reload > /dev/null 2>&1
  ctl --quiet enable "$unit" > /dev/null 2>&1 && ctl start "$unit" > /dev/null 2>&1
}

not_by_systemd() {
  [ -e "$units/$unit" ] || return 0
  ctl --quiet disable "$unit" > /dev/null 2>&1
  rm -f "$units/$unit" "$units/default.target.wants/$unit"
  ctl daemon-reload > /dev/null 2>&1
  return 0
}

# Of crontab all lines but ours.
others() { crontab -l 2> /dev/null | grep -vF "$here/keep.sh' boot"; return 0; }

# Whether somebody reads crontab; where processes of others are hidden, that is believed.
cron_runs() {
  [ -r /proc/1/comm ] || return 0
  cat /proc/[0-9]*/comm 2> /dev/null | grep -qxE 'cron|crond|anacron|fcron|busybox'
}

by_cron() {
  case $here in *[\'%]*) return 1 ;; esac # it would have to be written in another way there
  command -v crontab > /dev/null && cron_runs || return 1
  table=$(others)
  line="@reboot /bin/sh '$self' boot"
  if [ "$(crontab -l 2> /dev/null | grep -cxF "$line")" = 1 ]; then return 0; fi
  printf '%s\n' "${table:+$table
}$line" | crontab - > /dev/null 2>&1
}

not_by_cron() {
  command -v crontab > /dev/null || return 0
  if crontab -l 2> /dev/null | grep -qF "$self' boot"; then
    table=$(others)
    if [ -n "$table" ]; then printf '%s\n' "$table" | crontab -; else crontab -r; fi > /dev/null 2>&1
  fi
  return 0
}

case ${1:-} in
  on)
    if by_systemd; then
      not_by_cron
      echo systemd
    else
      not_by_systemd
      if by_cron; then echo cron; else echo none; fi
    fi
    ;;
  off)
    not_by_systemd
    not_by_cron
    ;;
  *) echo 'boot.sh: on | off' >&2; exit 2 ;;
esac
