c=$p/campaigns/$h;
mkdir -p "$c/logs" "$c/scripts" "$c/manifest" "$c/work" || exit 46;
chmod 700 "$p/campaigns" "$c" "$c/logs" "$c/scripts" "$c/manifest" "$c/work" || exit 46;
safe "$c";
printf "folder %s\n" "$c";
cd "$c/manifest" || exit 46;
for f in *.jsonl; do if [ -f "$f" ]; then sha256sum "$f"; fi; done
