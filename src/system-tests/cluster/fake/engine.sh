# shellcheck shell=bash
# Sourced: arrays and their elements, for both schedulers. A job is a folder $dir/jobs/ID:
#   spec          variables that describe it           script, env   what runs, and the environment of its submission
#   e/INDEX       an element that is not just waiting: STATE RC PID SUPERVISOR START END RUNS JOBID
#                 STATE: RUNNING EXITING DONE CANCELLED (while it ran) GONE (cancelled before) TIMEOUT REQUEUED
#                 MEMORY (TERM, and that it used too much memory is said only when it has ended)
#   want/INDEX    what its supervisor shall do with it  cancelled, over   of the whole array
# shellcheck disable=SC2034,SC2154

# The settings and their defaults.
slots=8 kill_wait=2 min_age=300 requeue_delay=1 accounts='muster dp004' max_submit=
slurm_max_array=1001 pbs_max_array=10000 history=0 undelivered=33 server=fake
node_cpus=64 node_megabytes=512000 pbs_ncpus='' pbs_mem=''
# Why nothing begins, in the scheduler's words; empty: what is submitted begins.
waits=
settings() {
  waits=
  # shellcheck disable=SC1091
  if [[ -e $dir/settings ]]; then . "$dir/settings"; fi
}
settings

now() { printf '%(%s)T' -1; }
lock() { exec 8> "$1/lock"; flock 8; }
unlock() { exec 8>&-; }

next_id() {
  lock "$dir"
  id=$(($(cat "$dir/next-id" 2> /dev/null || echo 0) + 1))
  echo "$id" > "$dir/next-id"
  unlock
}

# What spec holds; set by sbatch or qsub before they call submit.
spec_names=(kind jobname first last step single throttle walltime queue account cwd output errors join append warning
  cpus memory reason submitted arguments passed)
clear_spec() {
  local name
  for name in "${spec_names[@]}"; do printf -v "$name" ''; done
}

# submit SCRIPT-FILE: makes a job of the variables, starts it, and leaves its number in $id.
submit() {
  next_id
  job=$dir/jobs/$id
  submitted=$(now)
  mkdir -p "$job.new"/{e,want}
  cp "$1" "$job.new/script"
  env -0 > "$job.new/env"
  declare -p "${spec_names[@]}" > "$job.new/spec"
  # Before it is there: who submits may be killed at any moment, and what a scheduler has it runs all the same.
  if [[ -z $reason ]]; then run_in_background; fi
  mv "$job.new" "$job"
}

run_in_background() {
  setsid "$here/runner.sh" "$id" "$BASHPID" < /dev/null > /dev/null 2>> "$dir/runner.log" &
}

# load ID: its variables and $job; false where there is none.
load() {
  id=$1
  job=$dir/jobs/$id
  [[ -e $job/spec ]] || return 1
  clear_spec
  local spec
  spec=$(< "$job/spec")
  # "declare" within a function makes local variables.
  eval "${spec//declare --/declare -g --}"
}

ids() {
  local path
  for path in "$dir"/jobs/*/spec; do
    [[ -e $path ]] || continue
    path=${path%/spec}
    [[ $path == *.new ]] || echo "${path##*/}"
  done | sort -n
}

# has INDEX: whether the array has such an element.
has() { (($1 >= first && $1 <= last && ($1 - first) % step == 0)); }
count() { echo $(((last - first) / step + 1)); }

# element INDEX: its state into e_…; PENDING where it just waits.
element() {
  e_state=PENDING e_rc=0 e_pid=0 e_super=0 e_start=0 e_end=0 e_runs=0 e_job=0
  if [[ -e $job/e/$1 ]]; then read -r e_state e_rc e_pid e_super e_start e_end e_runs e_job < "$job/e/$1"; fi
}

# All of them at once, into the array lines, by index.
elements() {
  local path line
  lines=()
  while IFS=: read -r path line; do
    lines[${path##*/}]=$line
  done < <(grep -s '' /dev/null "$job"/e/*)
}

keep_element() {
  echo "$e_state $e_rc $e_pid $e_super $e_start $e_end $e_runs $e_job" > "$job/tmp.$BASHPID"
  mv "$job/tmp.$BASHPID" "$job/e/$1"
}

# --- what runner.sh does --------------------------------------------------------------------------------------------

run_array() {
  local queued=() index running=0 at=0 limit
  for ((index = first; index <= last; index += step)); do queued+=("$index"); done
  declare -A of_pid=()
  # Woken by change_throttle: runner.sh has set the trap.
  until [[ -z $waits || -e $job/cancelled ]]; do
    sleep 0.1
    settings
  done
  while :; do
    if [[ -e $job/throttle ]]; then throttle=$(< "$job/throttle"); fi
    limit=$slots
    if [[ -n $throttle ]] && ((throttle > 0 && throttle < limit)); then limit=$throttle; fi
    while ((running < limit && at < ${#queued[@]})); do
      index=${queued[at]}
      at=$((at + 1))
      if begin "$index"; then
        supervise "$index" &
        of_pid[$!]=$index
        running=$((running + 1))
      fi
    done
    ((running > 0)) || break
    local ended=
    wait -n -p ended
    [[ -n ${ended:-} ]] || continue
    running=$((running - 1))
    element "${of_pid[$ended]}"
    if [[ $e_state == REQUEUED ]]; then
      sleep "$requeue_delay"
      queued+=("${of_pid[$ended]}")
    fi
  done
  now > "$job/over"
}

# change_throttle NUMBER: of the loaded job.
change_throttle() {
  echo "$1" > "$job/throttle.new"
  mv "$job/throttle.new" "$job/throttle"
  kill -USR1 "$(< "$job/runner")" 2> /dev/null || true
}

# begin INDEX: false where it was cancelled in the meantime.
begin() {
  local begun=1
  lock "$job"
  element "$1"
  if [[ ! -e $job/cancelled && ($e_state == PENDING || $e_state == REQUEUED) ]]; then
    begun=0
    e_state=RUNNING e_rc=0 e_pid=0 e_super=0 e_start=$(now) e_end=0 e_runs=$((e_runs + 1))
    rm -f "$job/want/$1"
    keep_element "$1"
  fi
  unlock
  return $begun
}

# supervise INDEX: runs it to its end, in a session of its own.
supervise() {
  local index=$1 ended rc=0 timer deadline=0 warn=0 kill_at=0 wanted='' state vars=() out err
  trap : USR1
  element "$index"
  # The last element has the array's own number, as in Slurm.
  local array=$id
  if ((index == last)); then e_job=$id; else next_id; e_job=$id; id=$array; fi
  "${kind}_prepare" "$index"
  setsid env -i --default-signal=INT,QUIT "${vars[@]}" /bin/bash "$job/script" < /dev/null >> "$out" 2>> "$err" &
  e_pid=$! e_super=$BASHPID
  lock "$job"
  keep_element "$index"
  unlock
  if [[ -n $walltime ]]; then deadline=$((e_start + walltime)); fi
  if [[ -n $warning && -n $walltime ]]; then warn=$((deadline - warning)); fi
  while :; do
    if [[ -z $wanted && -e $job/want/$index ]]; then
      wanted=$(< "$job/want/$index")
      end_session TERM
      kill_at=$(($(now) + kill_wait))
    fi
    if [[ -z $wanted ]] && ((deadline > 0 && $(now) >= deadline)); then
      wanted=TIMEOUT
      "${kind}_overdue"
      end_session TERM
      kill_at=$(($(now) + kill_wait))
    fi
    if ((warn > 0 && $(now) >= warn)); then warn=0; kill -USR1 "$e_pid" 2> /dev/null; fi
    if ((kill_at > 0 && $(now) >= kill_at)); then end_session KILL; kill_at=0; fi
    sleep "$(until_next $warn $deadline $kill_at)" &
    timer=$!
    ended=
    wait -n -p ended "$e_pid" "$timer" 2> /dev/null
    rc=$?
    kill "$timer" 2> /dev/null
    if [[ ${ended:-} == "$e_pid" ]]; then break; fi
    # It may have ended before it was waited for: "wait -n" does not know it any more, "wait" does.
    if ! kill -0 "$e_pid" 2> /dev/null; then
      wait "$e_pid" 2> /dev/null
      rc=$?
      break
    fi
  done
  # What it left behind.
  end_session KILL
  e_state=EXITING e_rc=$rc
  lock "$job"; keep_element "$index"; unlock
  "${kind}_deliver" "$index"
  e_end=$(now)
  case $wanted in
    '') e_state=DONE ;;
    *) e_state=$wanted ;;
  esac
  lock "$job"
  keep_element "$index"
  rm -f "$job/want/$index"
  unlock
}

end_session() { pkill "-$1" -s "$e_pid" 2> /dev/null || true; }

# until_next TIMES…: seconds until the first of them that is to come; one at most, since "wait -n" misses some ends.
until_next() {
  local least=1 at present
  present=$(now)
  for at in "$@"; do
    if ((at > 0 && at - present < least)); then least=$((at - present)); fi
  done
  if ((least > 0)); then echo 1; else echo 0.05; fi
}

# --- ending ---------------------------------------------------------------------------------------------------------

# want INDEX STATE: a running element is to end so, and one that waits is GONE. False where it has ended already.
want() {
  local done=0
  lock "$job"
  element "$1"
  case $e_state in
    PENDING | REQUEUED)
      if [[ $2 == CANCELLED ]]; then e_state=GONE e_end=$(now); keep_element "$1"; fi
      ;;
    RUNNING)
      echo "$2" > "$job/want/$1"
      if ((e_super > 0)); then kill -USR1 "$e_super"; fi
      ;;
    EXITING) ;;
    *) done=1 ;;
  esac
  unlock
  return $done
}

want_array() {
  local index
  lock "$job"
  : > "$job/cancelled"
  unlock
  elements
  for index in "${!lines[@]}"; do
    case ${lines[index]} in RUNNING* | REQUEUED*) want "$index" CANCELLED || true ;; esac
  done
  if [[ -n $reason ]]; then now > "$job/over"; fi
}
