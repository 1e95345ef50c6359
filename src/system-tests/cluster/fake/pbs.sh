# shellcheck shell=bash
# Sourced: what qsub, qdel and qselect of OpenPBS 23.06 say and do, as far as Muster asks; qstat is in pbs-qstat.sh.
# Queues: workq, the default, without limit; short, of five minutes; closed, which is not enabled.
# Exit statuses are PBS' error numbers modulo 256.
# shellcheck disable=SC2034,SC2154
# shellcheck source=src/system-tests/cluster/fake/pbs-qstat.sh
. "$here/pbs-qstat.sh"

qsub_fails() { printf 'qsub: %s\n' "$2" >&2; exit "$1"; }

qsub_usage() {
  printf 'qsub: illegal %s value\n' "$1" >&2
  cat >&2 << 'TEXT'
usage: qsub [-a date_time] [-A account_string] [-c interval]
	[-C directive_prefix] [-e path] [-f ] [-h ] [-I [-X]] [-j oe|eo] [-J X-Y[:Z]]
	[-k keep] [-l resource_list] [-m mail_options] [-M user_list]
	[-N jobname] [-o path] [-p priority] [-P project] [-q queue] [-r y|n]
	[-R o|e|oe] [-S path] [-u user_list] [-W otherattributes=value...]
	[-v variable_list] [-V ] [-z] [script | -- command [arg1 ...]]
       qsub --version
TEXT
  exit 2
}

fake_qsub() {
  pbs_server qsub 162
  case $fault in reject) qsub_fails 188 "${fault_text:-Job violates queue and/or server resource limits}" ;; esac
  known_server qsub
  local script='' line words own=("$@") selected='' resources='' prefix=${PBS_DPREFIX:-#PBS}
  clear_spec
  kind=pbs queue=workq cwd=$PWD first=0 last=0 step=1 single=1 cpus=1
  arguments="$*"
  while (($# > 0)); do
    case $1 in
      -[NJrljoeqAPmMvWSk]) shift 2 ;;
      -*) shift ;;
      *) script=$1; break ;;
    esac
  done
  if [[ -z $script ]]; then
    script=$dir/spool/STDIN
    cat > "$script"
  fi
  [[ -r $script ]] || qsub_fails 1 'script file:: No such file or directory'
  jobname=${script##*/}
  while IFS= read -r line; do
    case $line in
      "$prefix "*) read -ra words <<< "${line#"$prefix "}"; qsub_options "${words[@]}" ;;
      '#'* | '') ;;
      *) break ;;
    esac
  done < "$script"
  qsub_options "${own[@]}"
  case $queue in
    workq | short) ;;
    closed) qsub_fails 173 'Queue is not enabled' ;;
    *) qsub_fails 170 'Unknown queue' ;;
  esac
  [[ -z $account || " $accounts " == *" $account "* ]] || qsub_fails 164 'Invalid Account'
  if [[ -n $selected && -n $resources ]]; then
    qsub_fails 5 '"-lresource=" cannot be used with "select" or "place", resource is: ncpus'
  fi
  if (($(count) > pbs_max_array)); then qsub_fails 3 'Array job exceeds server or queue size limit'; fi
  if [[ $queue == short ]] && ((${walltime:-0} > 300)); then
    qsub_fails 188 'Job violates queue and/or server resource limits'
  fi
  within_max_submit || qsub_fails 38 "would exceed queue generic's per-user limit"
  submit "$script"
  case $fault in lose-id) return 0 ;; esac
  pbs_id
}

# The id of the loaded job, and of one of its elements.
pbs_id() { if [[ -n $single ]]; then echo "$id.$server"; else echo "${id}[].$server"; fi; }
pbs_element() { if [[ -n $single ]]; then echo "$id.$server"; else echo "${id}[$1].$server"; fi; }

qsub_options() {
  local option value
  while (($# > 0)); do
    option=${1:0:2} value=${1:2}
    case $option in
      -[NJrljoeqAPmMvWSk]) if [[ -z $value ]]; then value=${2:-}; shift; fi ;;
      -[hVfz]) ;;
      -*) printf "qsub: invalid option -- '%s'\n" "${option#-}" >&2; exit 2 ;;
      *) return 0 ;;
    esac
    shift
    case $option in
      -N) [[ $value =~ ^[A-Za-z0-9_.+-]+$ ]] || qsub_usage -N; jobname=$value ;;
      -J) qsub_array "$value" ;;
      -l) qsub_resources "$value" ;;
      -j) join=$value ;;
      -o) output=${value#*:} ;;
      -e) errors=${value#*:} ;;
      -q) queue=$value ;;
      -A) account=$value ;;
      -h) reason=H ;;
      -v) [[ ! $value =~ ,[^=]*(,|$) ]] || qsub_fails 1 'cannot send environment with the job'; passed=$value ;;
    esac
  done
}

# No lists, and no arrays of one element, except by a step beyond the end.
qsub_array() {
  if [[ $1 =~ %(.*)$ && ! $1 =~ %[0-9]+$ ]]; then qsub_fails 166 'Error (15014) submitting job'; fi
  [[ $1 =~ ^([0-9]+)-([0-9]+)(:([0-9]+))?(%([0-9]+))?$ ]] || qsub_usage -J
  first=$((10#${BASH_REMATCH[1]})) last=$((10#${BASH_REMATCH[2]})) step=${BASH_REMATCH[4]:-1}
  throttle=${BASH_REMATCH[6]} single=''
  ((last > first)) || qsub_usage -J
  last=$((first + (last - first) / step * step))
}

qsub_resources() {
  local each
  for each in ${1//,/ }; do
    case $each in
      walltime=*) walltime=$(pbs_seconds "${each#*=}") \
        || qsub_fails 166 'Illegal attribute or resource value Resource_List.walltime' ;;
      select=*) selected=1; qsub_select "${each#select=}" ;;
      place=*) ;;
      ncpus=*) resources=1 cpus=${each#*=} ;;
      mem=*) resources=1; pbs_memory "${each#*=}" || qsub_fails 166 'Illegal attribute or resource value Resource_List.mem' ;;
      *) qsub_fails 187 "Unknown resource Resource_List.${each%%=*}" ;;
    esac
  done
}

qsub_select() {
  local each
  for each in ${1//:/ }; do
    case $each in
      ncpus=*)
        cpus=${each#*=}
        [[ $cpus =~ ^[0-9]+$ ]] || qsub_fails 166 'Illegal attribute or resource value select.ncpus'
        ;;
      mem=*) pbs_memory "${each#*=}" || qsub_fails 166 'Illegal attribute or resource value select.mem' ;;
      *=*) qsub_fails 187 "Unknown resource: ${each%%=*}" ;;
    esac
  done
}

pbs_memory() {
  [[ $1 =~ ^[0-9]+[kmgt]?[bw]?$ ]] || return 1
  memory=$1
}

# Seconds, MM:SS or HH:MM:SS.
pbs_seconds() {
  local parts
  [[ $1 =~ ^[0-9]+(:[0-9]+){0,2}$ ]] || return 1
  IFS=: read -ra parts <<< "0:0:$1"
  echo $((10#${parts[-3]} * 3600 + 10#${parts[-2]} * 60 + 10#${parts[-1]}))
}

# --- the element's surroundings -------------------------------------------------------------------------------------

# A login's environment rather than that of qsub, the home folder, files that nobody else can read; no word of walltime.
pbs_prepare() {
  local scratch=$dir/spool/tmp.$id.$1 who
  who=$(id -un)
  mkdir -p "$scratch"
  hostname -s > "$dir/spool/nodes.$id.$1"
  vars=("HOME=$HOME" "USER=$who" "LOGNAME=$who" SHELL=/bin/bash "PATH=$here:/usr/local/bin:/usr/bin:/bin" LANG=C.UTF-8
    "MUSTER_FAKE_DIR=$dir" "PBS_JOBID=$(pbs_element "$1")" "PBS_JOBNAME=$jobname" "PBS_QUEUE=$queue" "PBS_JOBDIR=$HOME"
    PBS_ENVIRONMENT=PBS_BATCH PBS_TASKNUM=1 PBS_NODENUM=0 PBS_MOMPORT=15003 "NCPUS=$cpus" "OMP_NUM_THREADS=$cpus"
    "PBS_NODEFILE=$dir/spool/nodes.$id.$1" "PBS_O_WORKDIR=$cwd" "PBS_O_HOME=$HOME" PBS_O_SYSTEM=Linux "TMPDIR=$scratch"
    "PBS_O_QUEUE=$queue" "PBS_O_LOGNAME=$who" "PBS_O_HOST=$(hostname -s)" PBS_O_SHELL=/bin/bash)
  if [[ -z $single ]]; then vars+=("PBS_ARRAY_ID=$(pbs_id)" "PBS_ARRAY_INDEX=$1"); fi
  if [[ -n $passed ]]; then vars+=("$passed"); fi
  umask 077
  cd "$HOME" || cd /
  out=$dir/spool/$id.$1.OU err=$dir/spool/$id.$1.ER
  if [[ $join == oe ]]; then err=$out; fi
  : > "$out"
}

pbs_overdue() { echo "=>> PBS: job killed: walltime $walltime exceeded limit $walltime" >> "$err"; }

# Output comes when the job has ended. A folder that is not there is noticed only now: it waits, and gives up.
pbs_deliver() {
  pbs_deliver_one "$1" "${output:-$cwd/$jobname.o$id${single:-.$1}}" "$out" OU
  if [[ $err != "$out" ]]; then pbs_deliver_one "$1" "${errors:-$cwd/$jobname.e$id${single:-.$1}}" "$err" ER; fi
}

pbs_deliver_one() {
  local to=${2//'^array_index^'/$1}
  if [[ $to != /* ]]; then to=$cwd/$to; fi
  if [[ $to == */ || -d $to ]]; then to=${to%/}/$(pbs_element "$1").$4; fi
  if [[ -d ${to%/*} ]]; then
    mv "$3" "$to"
  else
    sleep "$undelivered"
    mkdir -p "$dir/undelivered"
    mv "$3" "$dir/undelivered/$(pbs_element "$1").$4"
    e_rc=0
  fi
}

# --- cancelling and looking up --------------------------------------------------------------------------------------

# Given elements of several arrays, the client of 23.06 says "A[0-3] B[1]", answers with 0, and the server dies of it.
qdel_kills_server() {
  local each arrays=''
  for each in "$@"; do
    if [[ $each =~ ^([0-9]+)\[[0-9] && " $arrays " != *" ${BASH_REMATCH[1]} "* ]]; then arrays+=" ${BASH_REMATCH[1]}"; fi
  done
  [[ $arrays == ' '*' '* ]]
}

# Every command of a server that died says so.
pbs_server() {
  [[ -e $dir/crashed ]] || return 0
  printf '%s\n' 'Connection refused' "$1: cannot connect to server $server (errno=15010)" >&2
  exit "$2"
}

fake_qdel() {
  pbs_server qdel 162
  known_server qdel
  if qdel_kills_server "$@"; then : > "$dir/crashed"; return 0; fi
  local each index rc=0
  for each in "$@"; do
    if ! [[ $each =~ ^([0-9]+)(\[([0-9]*)(-([0-9]+))?\])?(\.$server)?$ ]]; then
      echo "qdel: illegally formed job identifier: $each" >&2
      rc=1
      continue
    fi
    local from=${BASH_REMATCH[3]} to=${BASH_REMATCH[5]:-${BASH_REMATCH[3]}} brackets=${BASH_REMATCH[2]}
    [[ $each == *.* ]] || each+=.$server
    if ! load "${BASH_REMATCH[1]}" || [[ $kind != pbs || ( -z $single && -z $brackets ) ]]; then
      echo "qdel: Unknown Job Id $each" >&2
      rc=153
    elif [[ -e $job/over ]]; then
      if ((history)); then echo "qdel: Job has finished $each" >&2; rc=35
      else echo "qdel: Unknown Job Id $each" >&2; rc=153
      fi
    elif [[ -z $from ]]; then
      # The second time, the records of those that have ended are lost.
      if [[ -e $job/cancelled ]]; then : > "$job/purged"; fi
      want_array
    else
      for ((index = from; index <= to; index++)); do
        has "$index" || { ((from == to)) && echo "qdel: Invalid request $each" >&2 && rc=156; continue; }
        if ! want "$index" CANCELLED && ((from == to)); then
          echo "qdel: Request invalid for finished array subjob $each" >&2
          rc=55
        fi
      done
    fi
  done
  return "$rc"
}

fake_qalter() {
  known_server qalter
  [[ ${1:-} =~ ^-Wmax_run_subjobs=([0-9]+)$ && ${2:-} =~ ^([0-9]+)\[\](\.$server)?$ ]] || { echo 'qalter: illegal -W value' >&2; exit 2; }
  if ! load "${2%%[*}" || [[ $kind != pbs || -e $job/over ]]; then echo "qalter: Unknown Job Id $2" >&2; exit 153; fi
  change_throttle "${1#*=}"
}

# Another server than ours, which the environment may name, is not there.
known_server() {
  local named=${PBS_SERVER:-${PBS_DEFAULT:-$server}}
  [[ $named == "$server" ]] || { printf '%s\n' 'Unknown Host.' "$1: cannot connect to server $named (errno=15008)" >&2; exit 160; }
}

fake_qselect() {
  pbs_server qselect 162
  known_server qselect
  local wanted=''
  if [[ ${1:-} == -N ]]; then wanted=$2; fi
  for id in $(ids); do
    load "$id" || continue
    [[ $kind == pbs && ! -e $job/over && ( -z $wanted || $jobname == "$wanted" ) ]] || continue
    pbs_id
  done
}
