# shellcheck shell=bash
# Sourced: what sbatch, squeue, scancel, scontrol, sinfo and sacctmgr of Slurm 22.05 say and do, as far as Muster asks.
# Partitions: debug, the default, without limit; short, of five minutes.
# shellcheck disable=SC2034,SC2154,SC2030,SC2031

refuse() { printf '%s\n' "sbatch: error: $1" >&2; exit "${2:-1}"; }
refuse_submission() { refuse "Batch job submission failed: $1"; }

fake_sbatch() {
  case $fault in reject) refuse_submission "${fault_text:-Access/permission denied}" ;; esac
  local script='' parsable='' wrap='' line word words
  clear_spec
  kind=slurm queue=debug cwd=$PWD first=0 last=0 step=1 single=1 cpus=1 append=0
  passed="$*"
  # Directives come before the first command of the script, and what is on the command line goes before them.
  local own=("$@")
  while (($# > 0)); do
    case $1 in
      --wrap) wrap=$2; shift 2 ;;
      --wrap=*) wrap=${1#*=}; shift ;;
      -[JatpAonNcCDxmMwd] | --*[!=]) if [[ $1 == --* ]]; then shift; else shift 2; fi ;;
      -*) shift ;;
      *) script=$1; break ;;
    esac
  done
  if [[ -n $wrap ]]; then
    script=$dir/spool/wrap.$$
    printf '#!/bin/sh\n%s\n' "$wrap" > "$script"
  elif [[ -z $script ]]; then
    script=$dir/spool/stdin.$$
    cat > "$script"
  elif [[ ! -r $script ]]; then
    refuse "Unable to open file $script"
  fi
  jobname=${script##*/}
  if [[ -n $wrap ]]; then jobname=wrap; fi
  read -r line < "$script"
  [[ $line == '#!'* ]] || refuse 'This does not look like a batch script.  The first
sbatch: error: line must start with #! followed by the path to an interpreter.
sbatch: error: For instance: #!/bin/sh'
  while IFS= read -r line; do
    case $line in
      '#SBATCH '*) read -ra words <<< "${line#\#SBATCH }"; sbatch_options "${words[@]}" ;;
      '#'* | '') ;;
      *) break ;;
    esac
  done < "$script"
  # What is in the environment goes before the script's own lines.
  queue=${SBATCH_PARTITION:-$queue} jobname=${SBATCH_JOB_NAME:-$jobname}
  if [[ -n ${SBATCH_TIMELIMIT:-} ]]; then walltime=$(slurm_seconds "$SBATCH_TIMELIMIT"); fi
  sbatch_options "${own[@]}"
  [[ $queue == debug || $queue == short ]] || refuse "invalid partition specified: $queue
sbatch: error: Batch job submission failed: Invalid partition name specified"
  [[ -z $account || " $accounts " == *" $account "* ]] \
    || refuse_submission 'Invalid account or account/partition combination specified'
  if [[ -z $single ]] && ((last >= slurm_max_array)); then refuse_submission 'Invalid job array specification'; fi
  within_max_submit || refuse "AssocMaxSubmitJobLimit
sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)"
  if [[ $queue == short ]]; then
    if ((${walltime:-300} > 300)); then reason=PartitionTimeLimit; fi
    : "${walltime:=300}"
  fi
  submit "$script"
  case $fault in lose-id) return 0 ;; esac
  if [[ -n $parsable ]]; then echo "$id"; else echo "Submitted batch job $id"; fi
}

within_max_submit() {
  [[ -n $max_submit ]] || return 0
  local more total=0
  more=$(count)
  total=$(
    for id in $(ids); do
      load "$id" || continue
      [[ -e $job/over ]] && continue
      elements
      echo $(($(count) - $(printf '%s\n' "${lines[@]}" | grep -cE '^(DONE|GONE|CANCELLED|TIMEOUT|MEMORY)')))
    done | awk '{ all += $1 } END { print all + 0 }'
  )
  ((total + more <= max_submit))
}

sbatch_options() {
  local option value
  while (($# > 0)); do
    option=$1 value=''
    case $1 in
      --*=*) option=${1%%=*} value=${1#*=} ;;
      --parsable | --requeue | --no-requeue | --hold | --exclusive) ;;
      --*) value=${2:-}; [[ $1 == --wrap ]] || [[ $1 =~ ^--(job-name|array|time|partition|account|output|error)$ ]] || {
          printf '%s\n' "sbatch: unrecognized option '$1'" 'Try "sbatch --help" for more information' >&2
          exit 255
        }
        shift ;;
      -H) ;;
      -[JatpAonNcCDxmMwdeq]) value=${2:-}; shift ;;
      -?*) option=${1:0:2} value=${1:2} ;;
      *) return 0 ;;
    esac
    shift
    case $option in
      --parsable) parsable=1 ;;
      -J | --job-name) jobname=$value ;;
      -a | --array) sbatch_array "$value" ;;
      -t | --time) walltime=$(slurm_seconds "$value") || refuse 'Invalid --time specification' 255 ;;
      -p | --partition) queue=$value ;;
      -A | --account) account=$value ;;
      -o | --output) join=1 output=$value ;;
      -e | --error) errors=$value ;;
      -D | --chdir) cwd=$value ;;
      -c | --cpus-per-task) cpus=$value ;;
      --mem) memory=${value%M} ;;
      --open-mode) if [[ $value == append ]]; then append=1; fi ;;
      --signal) warning=${value##*@} ;;
      --hold | -H) reason=JobHeldUser ;;
      --requeue | --no-requeue | --nodes | -N | --ntasks | -n | --qos | -q | --wrap | --comment | --export | --exclusive) ;;
      --mail-type | --mail-user | --exclude | -x | --reservation | --constraint | -C | --gres | --nodelist | -w) ;;
      *)
        printf '%s\n' "sbatch: unrecognized option '$option'" 'Try "sbatch --help" for more information' >&2
        exit 255
        ;;
    esac
  done
}

sbatch_array() {
  [[ $1 =~ ^([0-9]+)(-([0-9]+)(:([0-9]+))?)?(%([0-9]+))?$ ]] || refuse_submission 'Invalid job array specification'
  first=${BASH_REMATCH[1]} last=${BASH_REMATCH[3]:-${BASH_REMATCH[1]}} step=${BASH_REMATCH[5]:-1}
  throttle=${BASH_REMATCH[7]} single=''
  ((last >= first)) || refuse_submission 'Invalid job array specification'
  last=$((first + (last - first) / step * step))
}

# M, M:S, H:M:S, D-H, D-H:M, D-H:M:S; false where it is none of them.
slurm_seconds() {
  local days=0 rest=$1 parts
  [[ $rest =~ ^([0-9]+-)?[0-9]+(:[0-9]+){0,2}$ ]] || return 1
  if [[ $rest == *-* ]]; then days=${rest%%-*} rest=${rest#*-}; fi
  IFS=: read -ra parts <<< "$rest"
  if [[ $1 == *-* ]]; then
    parts+=(0 0)
  elif ((${#parts[@]} < 3)); then
    parts=(0 "${parts[@]}" 0)
  fi
  echo $((10#$days * 86400 + 10#${parts[0]} * 3600 + 10#${parts[1]} * 60 + 10#${parts[2]}))
}

# --- the element's surroundings -------------------------------------------------------------------------------------

slurm_path() {
  local path=$1
  path=${path//%%/$'\001'}
  path=${path//%A/$id}
  path=${path//%a/$2}
  path=${path//%j/$e_job}
  path=${path//%x/$jobname}
  path=${path//$'\001'/%}
  if [[ $path == /* ]]; then echo "$path"; else echo "$cwd/$path"; fi
}

slurm_prepare() {
  mapfile -d '' vars < <(grep -zv -E '^(SLURM_(JOB|ARRAY|RESTART)|FAKE_)' "$job/env")
  vars+=("SLURM_JOB_ID=$e_job" "SLURM_JOBID=$e_job" "SLURM_JOB_NAME=$jobname" "SLURM_JOB_PARTITION=$queue"
    SLURM_CLUSTER_NAME=fake SLURMD_NODENAME="n$(($1 % 2 + 1))" SLURM_JOB_NODELIST="n$(($1 % 2 + 1))" SLURM_NNODES=1
    SLURM_JOB_NUM_NODES=1 "SLURM_CPUS_ON_NODE=$cpus" "SLURM_JOB_CPUS_PER_NODE=$cpus" "SLURM_CPUS_PER_TASK=$cpus"
    "SLURM_SUBMIT_DIR=$cwd" SLURM_SUBMIT_HOST=login "SLURM_JOB_USER=$(id -un)" "SLURM_JOB_UID=$(id -u)"
    SLURM_NODEID=0 SLURM_PROCID=0 SLURM_LOCALID=0 SLURM_TASKS_PER_NODE=1 ENVIRONMENT=BATCH "HOSTNAME=n$(($1 % 2 + 1))")
  if [[ -n $memory ]]; then vars+=("SLURM_MEM_PER_NODE=$memory"); fi
  if [[ -z $single ]]; then
    vars+=("SLURM_ARRAY_JOB_ID=$id" "SLURM_ARRAY_TASK_ID=$1" "SLURM_ARRAY_TASK_COUNT=$(count)"
      "SLURM_ARRAY_TASK_MIN=$first" "SLURM_ARRAY_TASK_MAX=$last" "SLURM_ARRAY_TASK_STEP=$step")
  fi
  if ((e_runs > 1)); then vars+=("SLURM_RESTART_COUNT=$((e_runs - 1))"); fi
  if [[ -z $output && -n $single ]]; then output='slurm-%j.out'; fi
  out=$(slurm_path "${output:-slurm-%A_%a.out}" "$1")
  err=$out
  if [[ -n $errors ]]; then err=$(slurm_path "$errors" "$1"); fi
  # A log in a folder that is not there ends the job before it began.
  if ! { ((append == 1)) && : >> "$out" || : > "$out"; } 2> /dev/null; then out=/dev/null err=/dev/null; fi
  cd "$cwd" 2> /dev/null || cd /tmp || return
}
slurm_overdue() { printf 'slurmstepd: error: *** JOB %s ON n1 CANCELLED DUE TO TIME LIMIT ***\n' "$e_job" >> "$err"; }
slurm_deliver() { :; }

# --- asking ---------------------------------------------------------------------------------------------------------

fake_squeue() {
  local columns='' wanted_name='' header=1 spread='' one='' fields index
  while (($# > 0)); do
    case $1 in
      --me | --states=all | --states=ALL) ;;
      --noheader | -h) header='' ;;
      --array | -r) spread=1 ;;
      --name=*) wanted_name=${1#*=} ;;
      -n) wanted_name=$2; shift ;;
      -j) one=$2; shift ;;
      --jobs=*) one=${1#*=} ;;
      -O) columns=$2; shift ;;
      *) printf '%s\n' "squeue: unrecognized option '$1'" 'Try "squeue --help" for more information' >&2; exit 1 ;;
    esac
    shift
  done
  IFS=, read -ra fields <<< "${columns:-ArrayJobID:|,ArrayTaskID:|,State:|,Reason:|}"
  if [[ -n $header ]]; then printf '%s\n' "${fields[*]^^}"; fi
  if [[ -n $one && ! -e $dir/jobs/$one ]]; then
    echo 'slurm_load_jobs error: Invalid job id specified' >&2
    exit 1
  fi
  for id in $(ids); do
    load "$id" || continue
    [[ $kind == slurm && ( -z $one || $one == "$id" ) && ( -z $wanted_name || $jobname == "$wanted_name" ) ]] || continue
    [[ -z ${SQUEUE_PARTITION:-} || $SQUEUE_PARTITION == "$queue" ]] || continue
    squeue_job
  done
}

squeue_job() {
  local waiting=() oldest
  oldest=$(($(now) - min_age))
  elements
  for ((index = first; index <= last; index += step)); do
    if [[ -z ${lines[index]:-} ]]; then waiting+=("$index"); continue; fi
    read -r e_state e_rc _ _ e_start e_end e_runs e_job <<< "${lines[index]}"
    ((e_end > 0 && e_end < oldest)) && [[ $e_state != REQUEUED ]] && continue
    squeue_state
    squeue_row "${single:+N/A}${single:-$index}"
  done
  ((${#waiting[@]} > 0)) || return 0
  e_job=$id
  if [[ -e $job/cancelled ]]; then
    # One record stands for all that were cancelled before they ran.
    [[ -e $job/over ]] && (($(< "$job/over") < oldest)) && return 0
    s_state=CANCELLED s_reason=JobArrayTaskLimit s_exit=0
    squeue_row N/A
    return
  fi
  s_state=PENDING s_reason=${reason:-${waits:-${throttle:+JobArrayTaskLimit}}} s_exit=0
  : "${s_reason:=Resources}"
  if [[ -n $single ]]; then
    squeue_row N/A
  elif [[ -n $spread ]]; then
    for index in "${waiting[@]}"; do squeue_row "$index"; done
  else
    squeue_row "${waiting[0]}-${waiting[-1]}${throttle:+%$throttle}"
  fi
}

# The words of an element that is not just waiting; its exit status as wait(2) gives it.
squeue_state() {
  s_reason=None s_exit=0
  case $e_state in
    RUNNING) s_state=RUNNING ;;
    EXITING) s_state=COMPLETING ;;
    REQUEUED) s_state=PENDING s_reason=BeginTime ;;
    GONE) s_state=CANCELLED s_reason=JobArrayTaskLimit ;;
    CANCELLED) s_state=CANCELLED s_exit=15 ;;
    TIMEOUT) s_state=TIMEOUT s_reason=TimeLimit s_exit=15 ;;
    # By the manuals of squeue and slurm.conf: here are no cgroups to capture it with.
    MEMORY) s_state=OUT_OF_MEMORY s_reason=OutOfMemory s_exit=125 ;;
    DONE)
      if ((e_rc == 0)); then s_state=COMPLETED
      elif ((e_rc > 128 && e_rc <= 192)); then s_state=FAILED s_reason=JobLaunchFailure s_exit=$((e_rc - 128))
      else s_state=FAILED s_reason=NonZeroExitCode s_exit=$((e_rc << 8))
      fi
      ;;
  esac
}

# squeue_row TASK-ID
squeue_row() {
  local field row='' value
  for field in "${fields[@]}"; do
    case ${field%%:*} in
      ArrayJobID) value=$id ;;
      ArrayTaskID) value=${1/#N\/A*/N/A} ;;
      JobID) value=$e_job ;;
      State) value=$s_state ;;
      Reason) value=$s_reason ;;
      exit_code) value=$s_exit ;;
      Name) value=$jobname ;;
      Partition) value=$queue ;;
      *) printf '%s\n' "squeue: error: Invalid job format specification: ${field%%:*}" >&2; exit 1 ;;
    esac
    row+=$value${field#*:}
  done
  printf '%s\n' "$row"
}

# --- cancelling and the rest ----------------------------------------------------------------------------------------

# Ids that have ended or never were are fine with scancel.
fake_scancel() {
  local each
  for each in "$@"; do
    if [[ $each == --me ]]; then
      for id in $(ids); do load "$id" && [[ $kind == slurm && ! -e $job/over ]] && want_array; done
    elif [[ $each =~ ^([0-9]+)$ ]]; then
      load "$each" && [[ ! -e $job/over ]] && want_array
    elif [[ $each =~ ^([0-9]+)_([0-9]+)$ ]]; then
      load "${BASH_REMATCH[1]}" && has "${BASH_REMATCH[2]}" && want "${BASH_REMATCH[2]}" CANCELLED
    else
      echo "scancel: error: Invalid job id $each" >&2
      exit 1
    fi
  done
  return 0
}

fake_sinfo() {
  printf '#node|%s|%s|%s\n' "$node_cpus" "$node_megabytes" debug "$node_cpus" "$node_megabytes" short
}

fake_scontrol() {
  local index
  [[ ${1:-} == --oneliner ]] && shift
  case "${1:-} ${2:-}" in
    'ping ') echo 'Slurmctld(primary) at fake is UP' ;;
    'show config')
      printf '%-23s = %s\n' MaxArraySize "$slurm_max_array" MaxJobCount 10000 MinJobAge "$min_age sec" SLURM_VERSION 22.05.8
      ;;
    'show partition')
      echo 'PartitionName=debug AllowGroups=ALL Default=YES MaxNodes=UNLIMITED MaxTime=UNLIMITED State=UP TotalCPUs=8'
      echo 'PartitionName=short AllowGroups=ALL Default=NO MaxNodes=UNLIMITED MaxTime=00:05:00 State=UP TotalCPUs=4'
      ;;
    'show job')
      if ! load "${3:-}" || [[ $kind != slurm ]]; then echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1; fi
      fake_scontrol_job
      ;;
    update\ *)
      if ! load "${2#JobId=}" || [[ -e $job/over ]]; then echo 'Invalid job id specified' >&2; exit 1; fi
      [[ ${3:-} == ArrayTaskThrottle=* ]] || { echo "Invalid argument: ${3:-}" >&2; exit 1; }
      change_throttle "${3#*=}"
      ;;
    requeue\ *)
      load "${2%_*}" || { echo 'Invalid job id specified' >&2; exit 1; }
      if [[ $2 == *_* ]]; then want "${2#*_}" REQUEUED; return; fi
      elements
      for index in "${!lines[@]}"; do want "$index" REQUEUED || true; done
      ;;
    release\ *)
      load "$2" || { echo 'Invalid job id specified' >&2; exit 1; }
      reason=''
      declare -p "${spec_names[@]}" > "$job/spec"
      run_in_background
      ;;
    *) echo "invalid keyword: ${1:-}" >&2; exit 1 ;;
  esac
}

# A line of what one array was given; its state is that of an element that is not over, if there is one.
fake_scontrol_job() {
  local limit=UNLIMITED s_word=PENDING
  if [[ -e $job/over ]]; then s_word=COMPLETED; elif compgen -G "$job/e/*" > /dev/null; then s_word=RUNNING; fi
  # Minutes, rounded up.
  if [[ -n $walltime ]]; then
    printf -v limit '%02d:%02d:00' $(((walltime + 59) / 3600)) $(((walltime + 59) / 60 % 60))
  fi
  printf '%s ' "JobId=$id" "ArrayJobId=$id" "ArrayTaskId=$first-$last" "ArrayTaskThrottle=${throttle:-0}" "JobName=$jobname" \
    "UserId=$(id -un)($(id -u))" "JobState=$s_word" "TimeLimit=$limit" "Partition=$queue" "Command=$job/script"
  printf '\n'
}

fake_sacctmgr() {
  if [[ -n $max_submit ]]; then echo "|$max_submit"; fi
}
