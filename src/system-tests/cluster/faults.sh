# shellcheck shell=bash
# Sourced by shim.sh and by the fake schedulers: every call is logged, and goes wrong where a fault file says so.
#
#   answer DIR NAME COMMAND [ARGS…]    logs "SECONDS NAME ARGS" to DIR/calls.log, then answers with what COMMAND says
#
# DIR/faults/NAME holds "[N] WORD [TEXT]": the next N calls (one, where no number is given; * is all of them) go wrong:
#   lost         it is done, but nobody hears of it: its answer is swallowed, and the SSH connection that it came by is
#                killed; without one it hangs
#   hang         it is not done, and hangs until it is killed
#   fail TEXT    it is not done: TEXT on standard error, exit status 1
#   stale        it says what the last call with the same arguments said; without one it is done
# Other words are left in $fault and $fault_text for COMMAND. DIR/hung keeps the pids of those that hang.

answer() {
  local dir=$1 name=$2
  shift 2
  local args="${*:2}"
  printf '%(%s)T %s %s\n' -1 "$name" "${args//$'\n'/ }" >> "$dir/calls.log"
  fault='' fault_text=''
  if [[ -e $dir/faults/$name ]]; then take_fault "$dir" "$name"; fi
  local key=${args//[^A-Za-z0-9]/_}
  local kept=$dir/last/$name-${key:0:150}
  case $fault in
    hang) hang "$dir" ;;
    fail) printf '%s\n' "$fault_text" >&2; exit 1 ;;
    lost)
      ("$@") > /dev/null 2>&1 || true
      cut_connection
      hang "$dir"
      ;;
    stale)
      if [[ -d $kept ]]; then
        cat "$kept/err" >&2
        cat "$kept/out"
        exit "$(< "$kept/rc")"
      fi
      ;;
  esac
  # The answer is kept, for "stale", before it is given.
  mkdir -p "$kept.$$"
  local rc=0
  ("$@") > "$kept.$$/out" 2> "$kept.$$/err" || rc=$?
  echo "$rc" > "$kept.$$/rc"
  cat "$kept.$$/err" >&2
  cat "$kept.$$/out"
  keep "$kept.$$" "$kept"
  exit "$rc"
}

# Two calls at once may both want to be the last one: whichever loses is dropped.
keep() {
  rm -rf "$2"
  mv -T "$1" "$2" 2> /dev/null || rm -rf "$1"
}

# take_fault DIR NAME: one use of the fault file, into $fault and $fault_text.
take_fault() {
  local file=$1/faults/$2 times text
  exec 9> "$1/faults/.lock"
  flock 9
  # It may have been used up by another call in the meantime.
  if [[ -e $file ]]; then
    text=$(< "$file")
    times=1
    if [[ $text =~ ^([0-9]+|\*)[[:space:]]+(.*)$ ]]; then times=${BASH_REMATCH[1]} text=${BASH_REMATCH[2]}; fi
    fault=${text%% *}
    fault_text=${text#"$fault"}
    fault_text=${fault_text# }
    if [[ $times == '*' ]]; then
      :
    elif ((times > 1)); then
      printf '%s %s\n' $((times - 1)) "$text" > "$file.new"
      mv "$file.new" "$file"
    else
      rm -f "$file"
    fi
  fi
  exec 9>&-
}

# Until it is killed: the last thing that a call does.
hang() {
  mkdir -p "$1/hung"
  : > "$1/hung/$$"
  exec sleep 100000
}

# Kills the sshd process that serves the connection by which we were called; not the one that listens.
cut_connection() {
  local pid=$PPID parent comm
  while ((pid > 1)); do
    parent=$(parent_of "$pid") || return 0
    comm=$(< "/proc/$pid/comm") || return 0
    if [[ $comm == sshd* && $(< "/proc/$parent/comm") == sshd* ]]; then
      kill -KILL "$pid"
      # A connection of a user other than root has two processes.
      if [[ $(< "/proc/$(parent_of "$parent")/comm") == sshd* ]]; then kill -KILL "$parent"; fi
      exit 137
    fi
    pid=$parent
  done
}

parent_of() {
  local stat
  stat=$(< "/proc/$1/stat") 2> /dev/null || return 1
  # The name, in parentheses, may hold blanks.
  read -r _ stat _ <<< "${stat##*) }"
  echo "$stat"
}
