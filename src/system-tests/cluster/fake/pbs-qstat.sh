# shellcheck shell=bash
# Sourced: what qstat of OpenPBS 23.06 prints. An element of which the server has no record of its own is shown with its
# array's attributes, and that one's Exit_status: a placeholder, which may look like success. Without history
# (history=0, the default) all elements that have ended are such, and an array that has ended is unknown.
# shellcheck disable=SC2034,SC2154

fake_qstat() {
  pbs_server qstat 255
  known_server qstat
  local past='' full='' single_id='' tree=''
  while (($# > 0)); do
    case $1 in
      -x) past=1 ;;
      -t) tree=1 ;;
      -f) full=1 ;;
      -F) [[ $2 == json ]] || { echo "qstat: invalid -F value" >&2; exit 2; }; shift ;;
      -Bf) qstat_server; return ;;
      -Qf) qstat_queues; return ;;
      -*) echo "qstat: invalid option -- '${1#-}'" >&2; exit 2 ;;
      *) single_id=$1; shift; break ;;
    esac
    shift
  done
  if [[ -n $past ]] && ((!history)); then
    echo 'qstat: PBS is not configured to maintain job history'
    return 0
  fi
  local known=''
  if [[ $single_id =~ ^([0-9]+)(\[\])?(\.$server)?$ ]]; then
    if load "${BASH_REMATCH[1]}" && [[ $kind == pbs && ( -n $single || -n ${BASH_REMATCH[2]} ) ]]; then known=1; fi
  fi
  if [[ -z $known ]] || { [[ -e $job/over ]] && ((!history)); }; then
    qstat_frame
    echo "qstat: Unknown Job Id $single_id" >&2
    return 153
  fi
  if [[ -e $job/over && -z $past ]]; then
    qstat_frame
    echo "qstat: $(pbs_id) Job has finished, use -x or -H to obtain historical job information" >&2
    return 35
  fi
  qstat_frame "$(qstat_jobs)"
}

# qstat_frame [JOBS]: the outermost braces.
qstat_frame() {
  local jobs=${1:-}
  printf '{\n\t"timestamp":\t%s,\n\t"pbs_version":\t"23.06.06",\n\t"pbs_server":\t"%s"' "$(now)" "$server"
  if [[ -n $jobs ]]; then printf ',\n\t"Jobs":\t{\n%s\n\t}' "$jobs"; fi
  printf '\n}\n'
}

qstat_jobs() {
  local index waiting=0 running=0 over=0 last_rc=0 state
  elements
  for ((index = first; index <= last; index += step)); do
    read -r state _ <<< "${lines[index]:-PENDING}"
    case $state in
      PENDING | REQUEUED) if [[ -e $job/cancelled ]]; then over=$((over + 1)); else waiting=$((waiting + 1)); fi ;;
      RUNNING | EXITING) running=$((running + 1)) ;;
      *) over=$((over + 1)); read -r _ last_rc _ <<< "${lines[index]}" ;;
    esac
  done
  # What the array says of itself is the class of the element that changed last.
  if ((last_rc > 0)); then last_rc=1; fi
  local parent_state=B parent_rest
  if [[ -e $job/over ]]; then parent_state=F
  elif [[ -n $reason ]]; then parent_state=H
  elif ((waiting == $(count))); then parent_state=Q
  fi
  parent_rest=$(printf '"array":\t"True",\n\t\t\t"array_state_count":\t"Queued:%s Running:%s Exiting:0 Expired:%s",\n\t\t\t"array_indices_submitted":\t"%s-%s"' \
    "$waiting" "$running" "$over" "$first" "$last")
  if ((over > 0)); then parent_rest+=$',\n\t\t\t"Exit_status":\t'$last_rc; fi
  if [[ -n $single ]]; then
    e_state=PENDING
    qstat_element "$first"
    return
  fi
  qstat_record "$(pbs_id)" "$parent_state" 70 "Job Array Began at $(date)" "$parent_rest"
  [[ -n $tree ]] || return 0
  for ((index = first; index <= last; index += step)); do
    printf ',\n'
    qstat_element "$index"
  done
}

qstat_element() {
  local own=1 state substate rc comment rest
  element "$1"
  case $e_state in
    PENDING | REQUEUED) own='' state=Q substate=10 comment=${waits:-Not Running: Insufficient amount of resource: ncpus} ;;
    RUNNING) state=R substate=42 comment='Job run at today on (vm:ncpus=1)' ;;
    EXITING) state=E substate=50 comment='Job run at today on (vm:ncpus=1)' ;;
    GONE) own='' state=X substate=92 comment='Subjob finished' ;;
    CANCELLED) state=X substate=91 rc=271 comment="Job run at today on (vm:ncpus=1) and terminated by $(id -un)@localhost" ;;
    TIMEOUT) state=X substate=93 rc=-29 comment='Job run at today on (vm:ncpus=1) and exceeded resource walltime' ;;
    # As in the dialect's capture status-memory.txt; mom's line in the output before it ("=>> PBS: job killed: mem Xkb exceeded
    # limit Ykb", by the pattern of that for the walltime) was never captured, so it is not written here.
    MEMORY) state=X substate=93 rc=-27 comment='Job run at today on (vm:ncpus=1) and exceeded resource mem' ;;
    DONE)
      state=X substate=92 rc=$e_rc comment='Job run at today on (vm:ncpus=1) and finished'
      if ((rc > 0)); then substate=93 comment='Job run at today on (vm:ncpus=1) and failed'; fi
      ;;
  esac
  if [[ $e_state == PENDING && -e $job/cancelled ]]; then state=X substate=92 comment='Subjob finished'; fi
  if [[ $state == Q && -n $reason ]]; then state=H; fi
  if [[ $state == X ]] && { ((!history)) || [[ -e $job/purged ]]; }; then own='' substate=70 comment='Subjob finished'; fi
  if [[ $state == X && $parent_state == F ]]; then state=F; fi
  if [[ -z $own && -z $single ]]; then
    qstat_record "$(pbs_element "$1")" "$state" "$substate" "$comment" "$parent_rest"
    return
  fi
  rest=$(printf '"run_count":\t%s' "$((e_runs > 0 ? e_runs : 1))")
  if [[ -z $single ]]; then
    rest+=$(printf ',\n\t\t\t"array_id":\t"%s",\n\t\t\t"array_index":\t%s' "$(pbs_id)" "$1")
  fi
  if [[ -n ${rc:-} ]]; then rest+=$(printf ',\n\t\t\t"Exit_status":\t%s' "$rc"); fi
  qstat_record "$(pbs_element "$1")" "$state" "$substate" "$comment" "$rest"
}

# qstat_record ID STATE SUBSTATE COMMENT REST
qstat_record() {
  printf '\t\t"%s":\t{\n\t\t\t"Job_Name":\t"%s",\n\t\t\t"Job_Owner":\t"%s@localhost",\n\t\t\t"job_state":\t"%s",\n' \
    "$1" "$jobname" "$USER_NAME" "$2"
  printf '\t\t\t"queue":\t"%s",\n\t\t\t"server":\t"%s",\n\t\t\t"substate":\t%s,\n\t\t\t"comment":\t"%s",\n' \
    "$queue" "$server" "$3" "$4"
  printf '\t\t\t"Resource_List":\t{\n\t\t\t\t"ncpus":\t%s%s\n\t\t\t},\n' "$cpus" \
    "${walltime:+$(printf ',\n\t\t\t\t"walltime":\t"%02d:%02d:%02d"' $((walltime / 3600)) $((walltime / 60 % 60)) $((walltime % 60)))}"
  printf '\t\t\t"Variable_List":\t{\n\t\t\t\t"PBS_O_QUEUE":\t"%s"\n\t\t\t},\n\t\t\t%s\n\t\t}' "$queue" "$5"
}
USER_NAME=$(id -un)

qstat_server() {
  cat << TEXT
Server: $server
    server_state = Active
    server_host = $server
    scheduling = True
    state_count = Transit:0 Queued:0 Held:0 Waiting:0 Running:0 Exiting:0 Begu
	n:0 
    default_queue = workq
    node_fail_requeue = 310
    max_array_size = $pbs_max_array
    pbs_version = 23.06.06
    job_history_enable = $( ((history)) && echo True || echo False)

TEXT
}

qstat_queues() {
  printf 'Queue: workq\n    queue_type = Execution\n'
  [[ -z $pbs_ncpus ]] || printf '    resources_max.ncpus = %s\n' "$pbs_ncpus"
  [[ -z $pbs_mem ]] || printf '    resources_max.mem = %s\n' "$pbs_mem"
  cat << 'TEXT'
    enabled = True
    started = True

Queue: short
    queue_type = Execution
    resources_max.walltime = 00:05:00
    enabled = True
    started = True

Queue: closed
    queue_type = Execution
    enabled = False
    started = True

TEXT
}
