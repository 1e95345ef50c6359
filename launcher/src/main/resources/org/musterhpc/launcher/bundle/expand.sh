# Begins the other scripts: $1 is the site's folder, which becomes p, absolute; $2 a bundle's hash, or a campaign; $3 the
# hash of the bundle's list, or a path.
umask 077;
p=$1; h=$2; s=$3;
case $p in "~") p=$HOME;; "~/"*) p=$HOME/${p#"~/"};; /*) ;; *) p=$HOME/$p;; esac;
# Whether a folder holds the whole bundle. All bytes are read once a day only; that all files are there, each time: on a
# scratch file system what is old is deleted by the site, one file after the other.
whole() { (
[ "$(cat "$1/.complete" 2>/dev/null)" = "$h" ] && cd "$1" && [ "$(sha256sum <SHA256SUMS)" = "$s  -" ] || exit 1;
while read -r x f; do [ -f "$f" ] || exit 1; done <SHA256SUMS;
if [ -z "$(find .complete -mtime -1)" ]; then sha256sum -c --status SHA256SUMS && touch .complete || exit 1; fi
); };
