#!/bin/bash
# server.sh ROOT: runs the containers of docker.sh until ROOT/requests is gone: each a session of its own, below this process.
set -u
root=$1

run() {
  local container=$root/c/$1 client variables argv child
  client=/proc/$(cat "$container/client")/fd
  readarray -d '' variables < "$container/env"
  readarray -d '' argv < "$container/argv"
  cd "$(cat "$container/workdir")" || exit 1
  if [[ $(cat "$container/image") == *oom* ]]; then echo true > "$container/oom"; fi
  setsid env -i "${variables[@]}" "${argv[@]}" < "$client/0" >> "$client/1" 2>> "$client/2" &
  child=$!
  date +%FT%TZ > "$container/begun"
  echo "$child" > "$container/pid"
  wait "$child"
  echo $? > "$container/exit.new"
  mv "$container/exit.new" "$container/exit"
}

while [ -d "$root/requests" ]; do
  for request in "$root"/requests/*; do
    if [ -e "$request" ]; then
      rm "$request"
      (run "${request##*/}") < /dev/null &
    fi
  done
  sleep 0.05
done
