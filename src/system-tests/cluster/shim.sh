#!/usr/bin/env bash
# Stands before a scheduler's command on a site's PATH, under its name: see faults.sh for what it does beside calling it.
set -u
here=${BASH_SOURCE[0]%/*}
dir=${here%/*}
name=${0##*/}
# shellcheck source=src/system-tests/cluster/faults.sh
. "$dir/lib/faults.sh"

# The first of that name on the PATH behind this folder's.
real=
IFS=: read -ra folders <<< "$PATH"
for folder in "${folders[@]}"; do
  if [[ $folder != "$here" && -x $folder/$name ]]; then
    real=$folder/$name
    break
  fi
done
if [[ -z $real ]]; then
  echo "$name: command not found" >&2
  exit 127
fi
answer "$dir" "$name" "$real" "$@"
