# Reads NAME=VALUE and a pattern, then waits for "end" or, if the writer dies, for the end of the file.
# Then kills all that have NAME=VALUE in their environment or the pattern in their limits, until three looks
# found nobody.
trap '' HUP INT TERM
read -r mark || exit 0
read -r limit
read -r word && [ "$word" = end ] && exit 0
empty=0
while [ "$empty" -lt 3 ]; do
    empty=$((empty + 1))
    files=$(grep -lsaF -e "$mark" /proc/[0-9]*/environ)
    [ -z "$limit" ] || files="$files $(grep -lsE -e "$limit" /proc/[0-9]*/limits)"
    for file in $files; do
        pid=${file#/proc/}
        pid=${pid%/*}
        # We have that limit ourselves, and so have zombies.
        [ "$pid" = $$ ] && continue
        grep -qs "^State:.[ZX]" "/proc/$pid/status" && continue
        kill -KILL "$pid" 2>/dev/null && empty=0
    done
    sleep 0.1 2>/dev/null || sleep 1
done
