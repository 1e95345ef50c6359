# In a batch script: $1 the hash of the list of sums, $2 the class archives, then the agent's command line. Who can write to
# the folder since it was made could have his own program run by its owner.
s=$1; MUSTER_ARCHIVES=$2; export MUSTER_ARCHIVES; shift 2;
( cd "${1%/*}" && [ "$(sha256sum <SHA256SUMS)" = "$s  -" ] && sha256sum -c --status SHA256SUMS &&
[ "$(find . -type d -o -name ".nfs*" -o -name "classes-*.jsa*" -o -name .complete -o -name SHA256SUMS -o -print | wc -l)" -eq
"$(cat SHA256SUMS | wc -l)" ] ) ||
{ printf "%s\n" "muster-agent: ${1%/*} on $(uname -n) is not as it was brought there, and nothing of it is started" "  -> see who may write to it; muster brings it anew" >&2; exit 3; };
exec "$@"
