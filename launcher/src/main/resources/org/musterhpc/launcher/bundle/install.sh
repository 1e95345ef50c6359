a=$p/agents;
# 46: the folder cannot be written. 45: what arrived is not what was sent. 48: the Java that came along does not run.
mkdir -p "$a" && chmod 700 "$a" || exit 46;
safe "$a";
# Left by installs that were killed with their machine. What was moved aside may still be open in an agent.
find "$a" -maxdepth 1 -name ".[0-9a-f]*.??????" -mtime +1 -exec rm -rf {} + 2>/dev/null;
find "$a" -maxdepth 1 -name ".wrong.??????" -mtime +30 -exec rm -rf {} + 2>/dev/null;
t=$(mktemp -d "$a/.$h.XXXXXX") || exit 46;
trap "exit 1" 1 2 13 15;
trap "cd /; rm -rf \"\$t\"" 0;
tar -xzf - --no-same-owner --no-same-permissions -C "$t" || exit 46;
( cd "$t" && [ "$(sha256sum <SHA256SUMS)" = "$s  -" ] && sha256sum -c --status SHA256SUMS ) || exit 45;
if [ -e "$t/runtime" ]; then "$t/runtime/bin/java" -version >/dev/null || exit 48; fi;
printf "%s\n" "$h" >"$t/.complete" || exit 46;
if whole "$a/$h"; then exit 0; fi;
if [ -e "$a/$h" ]; then w=$(mktemp -d "$a/.wrong.XXXXXX") && mv -T "$a/$h" "$w/$h"; fi;
# A rename: it is there as a whole or not at all, and where another launcher was faster, theirs stays.
if mv -T "$t" "$a/$h" 2>/dev/null; then trap - 0; exit 0; fi;
whole "$a/$h" || exit 46
