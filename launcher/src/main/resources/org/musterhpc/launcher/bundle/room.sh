mkdir -p "$p" || exit 46;
safe "$p";
t=$(mktemp "$p/.doctor.XXXXXX") || exit 46;
trap "rm -f \"\$t\"" 0;
printf "%s\n" "probe" >"$t" || exit 46;
printf "room %s\n" "$(df -Pk "$p" | sed -n "2s/  */ /gp" | cut -d " " -f 4)"
