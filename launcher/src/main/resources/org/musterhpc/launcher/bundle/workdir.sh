c=$p/campaigns/$h;
if [ -d "$s" ] && cd "$s" 2>/dev/null; then printf "there\n"; exit 0; fi;
mkdir -p "$c/work" && chmod 700 "$c/work" || exit 46;
safe "$c/work";
printf "folder %s\n" "$c/work"
