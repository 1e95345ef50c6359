#!/usr/bin/env bash
# Installs the Muster that lies beside this script: install.sh [--prefix DIR] [--force]. DIR is ~/.local where none is given.
# Nothing is put anywhere but in DIR/lib/muster-VERSION, DIR/bin and DIR/share; see remove.txt there for how to undo it.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
prefix=${HOME:-}/.local force=

fail() {
  printf 'install: %s\n  → %s\n' "$1" "$2" >&2
  exit 2
}

while [[ $# -gt 0 ]]; do
  case $1 in
    --prefix) [[ -n ${2:-} ]] || fail '--prefix needs a folder' 'install.sh --prefix ~/.local'; prefix=$2; shift ;;
    --prefix=?*) prefix=${1#*=} ;;
    --force) force=1 ;;
    -h | --help) sed -n '2,3s/^# //p' "${BASH_SOURCE[0]}"; exit ;;
    *) fail "$1: no such option" 'install.sh [--prefix DIR] [--force]' ;;
  esac
  shift
done
[[ $prefix == /* ]] || prefix=$PWD/$prefix
version=$(cat "$here/VERSION")
place=$prefix/lib/muster-$version
if [[ -e $place ]]; then
  [[ -n $force ]] || fail "$place is there already" 'to have it replaced: --force (programs that run from there must have ended)'
  [[ -f $place/VERSION ]] || fail "$place is not ours" 'move it away, or choose another place with --prefix'
fi
mkdir -p "$prefix/lib" 2> /dev/null || true
[[ -d $prefix/lib && -w $prefix/lib ]] || fail "$prefix/lib cannot be written to" 'choose another place with --prefix'
# Whole, or not at all.
fresh=$(mktemp -d "$prefix/lib/.muster-XXXXXX")
trap 'rm -rf "$fresh"' EXIT
cp -R "$here/." "$fresh/"
chmod 755 "$fresh"
rm -rf "$place"
mv "$fresh" "$place"

# Java writes down the classes that each program loads, so that later starts take half the time. It works without.
root=$place
# shellcheck source=bin/program.sh
source "$root/bin/program.sh"
find_java
if [[ $java == "$root"/* ]]; then "$java" -Xshare:dump > /dev/null 2>&1 || true; fi
java_version
train > /dev/null 2>&1 || true

# Where shells look for it: commands, options and names complete from then on.
completions=(bash-completion/completions/muster zsh/site-functions/_muster fish/vendor_completions.d/muster.fish)
for file in "${completions[@]}"; do
  mkdir -p "$prefix/share/${file%/*}"
  "$root/bin/muster" completion "${file%%[-/]*}" > "$prefix/share/$file"
done
# And the manual where man looks for it, as bin is on the PATH: man muster, man muster-run.
mkdir -p "$prefix/share/man/man1"
cp "$root"/share/man/man1/*.1 "$prefix/share/man/man1/"
pages=("$root"/share/man/man1/*.1)
pages=("${pages[@]#"$root/share/"}")
"$root/bin/muster" install --prefix "$prefix"
printf 'rm -rf %q %q' "$place" "$prefix/bin/muster" > "$root/remove.txt"
printf ' %q' "${completions[@]/#/$prefix/share/}" "${pages[@]/#/$prefix/share/}" >> "$root/remove.txt"
