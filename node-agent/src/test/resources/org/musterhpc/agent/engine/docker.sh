#!/bin/bash
# A stand-in for docker's client: what it takes, says and ends with is docker's; server.sh beside it runs the containers,
# which live on without their client. State is in ../engine: calls (every call), images, pulls, c/NAME (a container).
# There, "down" has the server away, and while "slow" is there a pull takes its time.
set -u
root=$(cd "$(dirname "$0")/../engine" && pwd)
printf '%s\n' "$(printf '%q ' "$@")" >> "$root/calls"

fail() {
  printf '%s\n' "$2" >&2
  exit "$1"
}

missing() {
  [ -d "$root/c/$1" ] || fail 1 "Error response from daemon: No such container: $1"
}

signal() {
  local pid
  pid=$(cat "$root/c/$2/pid" 2> /dev/null) && kill "-$1" -- "-$pid" 2> /dev/null
}

[ ! -e "$root/down" ] || fail 1 'Cannot connect to the Docker daemon at unix:///nowhere. Is the docker daemon running?'
verb=$1
shift
last=${*: -1}
case $verb in
  version) echo 28.2.2 ;;
  image) grep -qxF -- "$last" "$root/images" || fail 1 "Error response from daemon: No such image: $last" ;;
  pull)
    echo "$last" >> "$root/pulls"
    while [ -e "$root/slow" ]; do sleep 0.05; done
    [[ $last != *missing* ]] || fail 1 "Error response from daemon: manifest for $last not found"
    echo "$last" >> "$root/images"
    ;;
  ps)
    for container in "$root"/c/*/; do
      if grep -qxF -- "${3#label=}" "$container/labels" 2> /dev/null; then basename "$container"; fi
    done
    ;;
  container)
    missing "$last"
    echo "$(cat "$root/c/$last/oom" 2> /dev/null || echo false) $(cat "$root/c/$last/begun" 2> /dev/null || echo 0001-01-01T00:00:00Z)"
    ;;
  stop)
    missing "$last"
    # What runs in it may show before the server has written down which process it is.
    while [ -d "$root/c/$last" ] && [ ! -e "$root/c/$last/pid" ]; do sleep 0.02; done
    signal TERM "$last"
    end=$((SECONDS + $2))
    # Its client may have it removed before this looks.
    while [ -d "$root/c/$last" ] && [ ! -e "$root/c/$last/exit" ] && [ "$SECONDS" -lt "$end" ]; do sleep 0.05; done
    signal KILL "$last"
    ;;
  rm)
    missing "$last"
    signal KILL "$last"
    while [ -e "$root/c/$last/pid" ] && [ ! -e "$root/c/$last/exit" ]; do sleep 0.05; done
    rm -rf "${root:?}/c/$last"
    ;;
  run)
    variables=(PATH=/usr/local/bin:/usr/bin:/bin)
    labels=()
    mounts=()
    while [[ $1 == -* ]]; do
      case $1 in
        --name) name=$2 ;;
        --workdir) workdir=$2 ;;
        --label) labels+=("$2") ;;
        --mount) mounts+=("$2") ;;
        --env)
          if [[ $2 == *=* ]]; then variables+=("$2"); elif [[ -v $2 && $2 != MUSTER_AGENT && $2 != MUSTER_TOKEN ]]; then variables+=("$2=${!2}"); fi
          ;;
        --pull | --log-driver | --security-opt | --network | --user | --group-add | --memory | --gpus) ;;
        --interactive | --entrypoint=)
          shift
          continue
          ;;
        *) fail 125 "unknown flag: $1

Run 'docker run --help' for more information" ;;
      esac
      shift 2
    done
    image=$1
    shift
    grep -qxF -- "$image" "$root/images" || fail 125 "docker: Error response from daemon: No such image: $image"
    container=$root/c/$name
    mkdir "$container"
    printf '%s\n' "${labels[@]}" > "$container/labels"
    for mount in "${mounts[@]}"; do
      source=${mount#*source=}
      [ -e "${source%%,target=*}" ] || fail 125 "docker: Error response from daemon: invalid mount config for type \"bind\": bind source path does not exist: ${source%%,target=*}

Run 'docker run --help' for more information"
    done
    (cd "$workdir" && command -v -- "$1") > /dev/null || fail 127 "docker: Error response from daemon: exec: \"$1\": executable file not found in \$PATH: unknown"
    printf '%s\0' "$@" > "$container/argv"
    printf '%s\0' "${variables[@]}" > "$container/env"
    echo "$workdir" > "$container/workdir"
    echo "$image" > "$container/image"
    echo $$ > "$container/client"
    trap 'signal TERM "$name"' TERM
    touch "$root/requests/$name"
    while [ -d "$container" ] && [ ! -e "$container/exit" ]; do sleep 0.05; done
    exit "$(cat "$container/exit" 2> /dev/null || echo 137)"
    ;;
  *) fail 125 "docker: '$verb' is not a docker command." ;;
esac
