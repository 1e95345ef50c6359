printf "folder %s\n" "$p";
printf "machine %s %s\n" "$(uname -s)" "$(uname -m)";
for j in "$MUSTER_JAVA" "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$(command -v java)"; do
if [ -n "$j" ] && [ -x "$j" ]; then
v=$("$j" -XshowSettings:properties -version 2>&1 | sed -n "s/^ *java.specification.version = //p");
printf "java %s %s\n" "${v:-0}" "$j";
fi; done;
if whole "$p/agents/$h"; then printf "whole\n";
for j in "$p/agents/$h"/classes-*.jsa; do
if [ -O "$j" ]; then x=$(sha256sum <"$j"); printf "archive %s:%s\n" "${x%% *}" "${j##*/}"; fi;
done; fi
