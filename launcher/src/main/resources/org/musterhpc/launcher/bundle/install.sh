a=$p/agents;
# 46: the folder cannot be written. 45: what arrived is not what was sent. 48: the Java that came along does not run.
mkdir -p "$a" && chmod 700 "$a" || exit 46;
safe "$a";
# Left by installs that were killed with their machine, and by versions of this that moved aside what was wrong.
find "$a" -maxdepth 1 -name ".[0-9a-f]*.??????" -mtime +1 -exec rm -rf {} + 2>/dev/null;
find "$a" -maxdepth 1 -name ".wrong.??????" -mtime +30 -exec rm -rf {} + 2>/dev/null;
t=$(mktemp -d "$a/.$h.XXXXXX") || exit 46;
trap "exit 1" 1 2 13 15;
trap "cd /; rm -rf \"\$t\"" 0;
tar -xzf - --no-same-owner --no-same-permissions -C "$t" || exit 46;
( cd "$t" && [ "$(sha256sum <SHA256SUMS)" = "$s  -" ] && sha256sum -c --status SHA256SUMS ) || exit 45;
if [ -e "$t/runtime" ]; then "$t/runtime/bin/java" -version >/dev/null || exit 48; fi;
printf "%s\n" "$h" >"$t/.complete" || exit 46;
# A rename: it is there as a whole or not at all, and where another launcher was faster, theirs stays.
if mv -T "$t" "$a/$h" 2>/dev/null; then trap - 0; exit 0; fi;
if whole "$a/$h"; then exit 0; fi;
# The site has deleted from it, or somebody has changed it. It is mended file by file, each by a rename: agents may run
# from there, and others may be mending it, too. An archive of classes that were changed is of no use.
rm -f "$a/$h"/classes-*.jsa;
cd "$t" || exit 46;
while read -r x f; do
if [ "$(sha256sum <"$a/$h/$f" 2>/dev/null)" = "$x  -" ]; then continue; fi;
case $f in */*) mkdir -p "$a/$h/${f%/*}" || exit 46;; esac;
mv -fT "$f" "$a/$h/$f" || exit 46;
done <SHA256SUMS;
mv -fT SHA256SUMS "$a/$h/SHA256SUMS" && mv -fT .complete "$a/$h/.complete" || exit 46;
whole "$a/$h" || exit 46
