# Sourced by whatever starts Java: bin/program.sh here, muster-agent on a cluster. Keeps what Java does to itself, and what
# the user's environment does to Java, from each other and from the tasks.
# shellcheck shell=bash

# Java reads variables, arguments and names of files by the locale, and loses what that does not know: it gets one that
# knows UTF-8. It also obeys options that are meant for the user's own Java. What was there is kept as MUSTER_KEPT_NAME,
# with "=" before the value, empty where there was nothing; our programs give it back to all that they start.
set_aside() {
  local name euro=$'\xe2\x82\xac'
  for name in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS; do
    if [[ -n ${!name+set} ]]; then export "MUSTER_KEPT_$name==${!name}"; unset "$name"; fi
  done
  # One letter where the locale knows UTF-8, whatever it is called and whether it is installed; else two or three.
  if ((${#euro} == 1)); then return; fi
  export MUSTER_KEPT_LC_ALL=${LC_ALL+=$LC_ALL}
  for name in C.UTF-8 en_US.UTF-8 C; do
    { export LC_ALL=$name; } 2> /dev/null # bash complains where it is not installed
    if ((${#euro} == 1)); then return; fi
  done
}

# Under limits as low as these, Java is tried first: what keeps it from starting, it says in many lines, or none.
# try_limits JAVA OPTIONS…
try_limits() {
  local line said='' limits=''
  while IFS= read -r line; do
    [[ $line =~ ^Max\ (address\ space|processes|open\ files)\ +([0-9]+)\  ]] || continue
    case ${BASH_REMATCH[1]} in
      'address space') limits+=", ulimit -v $((BASH_REMATCH[2] / 1024))" ;;
      processes) if ((BASH_REMATCH[2] < 1024)); then limits+=", ulimit -u ${BASH_REMATCH[2]}"; fi ;;
      *) if ((BASH_REMATCH[2] < 64)); then limits+=", ulimit -n ${BASH_REMATCH[2]}" said='too few open files'; fi ;;
    esac
  done < /proc/self/limits
  if [[ -z $limits ]] || { [[ -z $said ]] && said=$("$@" -version 2>&1); }; then return; fi
  said=${said#'Error occurred during initialization of VM'$'\n'}
  printf 'muster: Java cannot start under the limits here (%s): %s\n' "${limits#, }" "${said%%$'\n'*}" >&2
  printf '  → raise them: in this shell, in the batch script, or by what is asked of the scheduler\n' >&2
  exit 3
}

# Where temporary files go: /tmp may be full, or not be the job's.
scratch=/tmp
if [[ ${TMPDIR:-} == /* && -d $TMPDIR && -w $TMPDIR ]]; then scratch=$TMPDIR; fi

# Java would raise the limit of open files to the hard one, and widen what a core file holds, for all that it starts; and it
# writes figures on itself to /tmp.
# shellcheck disable=SC2034
java_options=(-XX:-MaxFDLimit -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:-DumpPrivateMappingsInCore
  -XX:-DumpSharedMappingsInCore "-Djava.io.tmpdir=$scratch")
