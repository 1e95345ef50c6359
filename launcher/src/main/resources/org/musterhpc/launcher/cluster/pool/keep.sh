#!/bin/sh
# Keeps the agents of a pool alive on one machine. It lies in the pool's folder there, beside
#   words       program and arguments of an agent, one a line
#   name        how an agent's name begins
#   count       how many agents there shall be: those of the numbers 1 to that
#   only        the numbers of the agents that there shall be instead, where somebody scales the pool; perhaps not there
#   agent.N     "PID START", the process of agent N; old.N.PID: one that it replaces, until that has left; leaves.N.PID: it was told to
#   deaths.N    "HOW-OFTEN-IN-A-ROW NOT-BEFORE STATUS", where agent N ended by itself
#   out.N       what agent N printed
#   stop        there while all are to end: "drain", or "now"
#   server      the pid file of the Redis that is started from here, and then the words that start it, one a line; perhaps not there
#   environment what whoever started the pool had set and agents need, a line each
#   boot.sh     has the pool come back when the machine boots
#   keeper guard  "PID START" of the two that watch: each starts the other again where it has died
# A process is known by its number and when it was started, so a number that was given out again is never taken for it.
#
#   keep.sh start COUNT [scaled]   from now on so many agents are kept, or "scaled", those that "only" names already; says "boot HOW", how they come back when the machine boots
#   keep.sh only NUMBERS  from now on those are kept, unless all are to end
#   keep.sh stop HOW      ends all, and then those that watch
#   keep.sh state         says how it stands: a line for each of the above
#   keep.sh replace N     has another begin beside agent N; keep.sh retire N: those before leave once their tasks have ended
#   keep.sh run           watches in the foreground, for a service manager; keep.sh rest: agents give back what they run, and
#                         none is started, as the machine goes down
#   keep.sh boot          the machine has booted, and nobody else keeps them
set -u
umask 077
here=$(cd "$(dirname -- "$0")" && pwd) || exit 46
cd "$here" || exit 46
self=$here/keep.sh

# started PID: when it was started, in the kernel's ticks; nothing where it is not there, or dead and not yet fetched.
started() {
  stat=$(cat "/proc/$1/stat" 2> /dev/null) || return 1
  # shellcheck disable=SC2086 # its fields; what the process is called, which may have blanks, is cut off before
  set -- ${stat##*) }
  [ "$1" != Z ] && [ "$1" != X ] && printf '%s' "${20}"
}

# alive FILE: whether the process that it names is there; sets pid.
alive() {
  pid='' start=''
  [ -r "$1" ] && read -r pid start < "$1"
  # One that ended before it was looked at has no time of its start.
  [ -n "$pid" ] && [ -n "$start" ] && [ "$(started "$pid")" = "$start" ]
}

# put FILE TEXT: whole or not at all; nobody who lists agents sees half of it.
put() { printf '%s\n' "$2" > ".$1.$$" && mv -f ".$1.$$" "$1"; }

mine() { put "$1" "$$ $(started $$)"; }

# Whether the file still says that we are the one.
still() { alive "$1" && [ "$pid" = $$ ]; }

signal() { if alive "$1"; then kill "-$2" "$pid" 2> /dev/null; fi; return 0; }

# begin N: starts agent N in a session of its own.
begin() {
  set --  "$1" # its number, then its words
  while IFS= read -r word || [ -n "$word" ]; do set -- "$@" "$word"; done < words
  number=$1
  shift
  read -r prefix < name
  born=$(date +%s)
  setsid "$@" --name "$prefix-$number-$born" < /dev/null >> "out.$number" 2>&1 &
  child=$!
  put "agent.$number" "$child $(started "$child")"
  eval "child_$number=$child born_$number=$born"
}

# died N: agent N is not there any more, though it should be.
died() {
  eval "child=\${child_$1:-} born=\${born_$1:-0}"
  status=unknown was=''
  read -r was rest < "agent.$1"
  if [ "$was" = "$child" ]; then
    wait "$child"
    status=$?
  fi
  count=0 next=0
  [ ! -r "deaths.$1" ] || read -r count next rest < "deaths.$1"
  now=$(date +%s)
  # One that lived for a minute did not die of what a start brings with it.
  if [ $((now - born)) -ge 60 ]; then count=0; fi
  count=$((count + 1)) pause=1 i=1
  while [ "$i" -lt "$count" ] && [ "$pause" -lt 30 ]; do pause=$((pause * 2)) i=$((i + 1)); done
  if [ "$pause" -gt 30 ] || [ "$status" = 2 ]; then pause=30; fi
  put "deaths.$1" "$count $((now + pause)) $status"
  rm -f "agent.$1"
}

# forget: agents that died while nobody kept them, as in a crash of the machine, did not die of how they start.
forget() {
  rm -f deaths.*
  alive keeper && return
  for file in agent.*; do
    if [ -e "$file" ] && ! alive "$file"; then rm -f "$file"; fi
  done
}

# tend N: starts agent N where it is missing and its pause is over.
tend() {
  if alive "agent.$1"; then
    eval "born=\${born_$1:-0}"
    # What it died of is over once it has lived for a minute.
    if [ -e "deaths.$1" ] && [ $(($(date +%s) - born)) -ge 60 ]; then rm -f "deaths.$1"; fi
    return
  fi
  if [ -e "agent.$1" ]; then died "$1"; fi
  next=0
  [ ! -r "deaths.$1" ] || read -r count next rest < "deaths.$1"
  if [ "$(date +%s)" -ge "$next" ]; then begin "$1"; fi
}

# serve: sees to it that Redis runs, where it is ours to start.
serve() {
  [ -r server ] || return 0
  { IFS= read -r file; read -r pid 2> /dev/null < "$file" || pid=; } < server
  if [ -n "$pid" ] && started "$pid" > /dev/null; then return 0; fi
  set --
  { IFS= read -r file; while IFS= read -r word || [ -n "$word" ]; do set -- "$@" "$word"; done; } < server
  "$@" < /dev/null >> watch.out 2>&1
}

# How those are told to end that are to: one that has only just begun does not hear it, so it is said again with each look.
last_words() { if [ "$(cat stop 2> /dev/null)" = now ]; then echo TERM; else echo URG; fi; }

# remember: agents that are started by a boot find programs as those do that are started by hand.
remember() {
  for name in PATH JAVA_HOME MUSTER_JAVA LANG LC_ALL; do
    value=
    eval "value=\${$name:-}"
    case $value in '' | *'
'*) ;; *) printf '%s=%s\n' "$name" "$value" ;; esac
  done > environment.$$ && mv -f environment.$$ environment
}

recall() {
  [ -r environment ] || return 0
  while IFS= read -r line; do export "${line?}"; done < environment
}

# numbers: of the agents that there shall be.
numbers() { cat only 2> /dev/null || seq -s ' ' 1 "$(cat count)"; }

# One look at all agents; fails once all of them have ended as they were told to.
look() {
  if [ -e stop ]; then
    left=1
    for file in agent.* old.*; do
      [ -e "$file" ] || continue
      if alive "$file"; then left=0 && kill "-$(last_words)" "$pid" 2> /dev/null; else rm -f "$file"; fi
    done
    return "$left"
  fi
  if [ -e rest ]; then return 0; fi
  wanted=" $(numbers) "
  for each in $wanted; do still keeper && tend "$each"; done
  for file in old.*; do
    [ -e "$file" ] || continue
    n=${file#old.}
    if ! alive "$file"; then rm -f "$file" "leaves.$n"; elif [ -e "leaves.$n" ]; then kill -URG "$pid"; fi
  done
  for file in agent.*; do
    [ -e "$file" ] || continue
    n=${file#agent.}
    case $wanted in
      *" $n "*) ;;
      *) if alive "$file"; then kill -URG "$pid"; else rm -f "$file" "deaths.$n"; fi ;;
    esac
  done
  return 0
}

other() { setsid "$self" "$1" < /dev/null >> watch.out 2>&1 & }

# watch: looks after the agents, and after the guard.
watch() {
  trap '' HUP
  recall
  rm -f rest
  if [ "$1" = alone ]; then
    : > by-service
    signal guard KILL
  else
    rm -f by-service
  fi
  mine keeper
  sleep 1 # of two that begin at once, one stays
  while still keeper; do
    if [ ! -e stop ]; then serve; fi
    look || break
    if [ ! -e stop ] && [ "$1" = guarded ] && ! alive guard; then other guard; fi
    sleep 1
  done
  if still keeper; then rm -f keeper; fi
}

# guard: looks after the one that watches.
guard() {
  trap '' HUP
  mine guard
  while still guard; do
    sleep 1
    if [ -e stop ] && ! alive keeper; then break; fi
    if ! alive keeper; then other keep; sleep 2; fi
  done
  if still guard; then rm -f guard; fi
}

state() {
  for file in keeper guard agent.* old.*; do
    if alive "$file"; then echo "$file $pid"; fi
  done
  for file in deaths.*; do
    [ -r "$file" ] || continue
    n=${file#deaths.}
    { read -r count next status < "$file"; } 2> /dev/null || continue # it is over by now
    said=$(tail -c 4096 "out.$n" 2> /dev/null | grep -a '^muster-agent: ' | tail -n 1)
    echo "death $n $count $status $said"
  done
  [ ! -r count ] || printf 'wanted %s\ncount %s\n' "$(numbers)" "$(numbers | wc -w)"
  [ ! -r stop ] || echo "stop $(cat stop)"
  echo "host $(uname -n)"
}

case ${1:-} in
  start)
    rm -f stop
    put count "$2"
    if [ "${3:-}" != scaled ]; then rm -f only; elif [ ! -r only ]; then put only "$(numbers)"; fi
    forget
    remember
    how=none
    [ ! -r boot.sh ] || how=$(sh "$here/boot.sh" on)
    if ! alive keeper; then
      if [ "$how" = systemd ]; then sleep 1; fi
      if ! alive keeper; then other keep; fi
    fi
    echo "boot $how"
    ;;
  only)
    case $2 in *[!0-9\ ]*) exit 2 ;; esac
    if [ ! -e stop ]; then put only "$2"; fi
    ;;
  stop)
    put stop "$2"
    rm -f only
    [ ! -r boot.sh ] || sh "$here/boot.sh" off
    for file in agent.* old.*; do
      signal "$file" "$(last_words)"
    done
    ;;
  replace)
    # The keeper starts another as soon as there is none of this number.
    if alive "agent.$2"; then mv -f "agent.$2" "old.$2.$pid"; fi
    rm -f "deaths.$2"
    ;;
  retire)
    for file in old."$2".*; do
      [ -e "$file" ] || continue
      : > "leaves.${file#old.}"
      signal "$file" URG
    done
    ;;
  renew)
    # Those that watch are of the version before. A service manager starts its own again; else the next ones take their place,
    # and these end.
    kept=$(cat keeper 2> /dev/null)
    if [ -e by-service ]; then
      signal keeper KILL
      i=0
      while [ "$i" -lt 5 ] && [ "$(cat keeper 2> /dev/null)" = "$kept" ]; do sleep 1; i=$((i + 1)); done
    fi
    if [ "$(cat keeper 2> /dev/null)" = "$kept" ]; then
      rm -f guard
      other keep
    fi
    ;;
  boot)
    forget
    if [ ! -e stop ] && ! alive keeper; then other keep; fi
    ;;
  rest)
    : > rest
    for file in agent.* old.*; do signal "$file" TERM; done
    for file in agent.* old.*; do
      while alive "$file"; do sleep 1; done
    done
    ;;
  state) state ;;
  keep) watch guarded ;;
  run) watch alone ;;
  guard) guard ;;
  *) echo "keep.sh: start COUNT [scaled] | only NUMBERS | stop drain|now | state | replace N | retire N | renew | run" >&2; exit 2 ;;
esac
