# Begins the other scripts: $1 is the site's folder, which becomes p, absolute; $2 a bundle's hash, or a campaign; $3 the
# hash of the bundle's list, or a path.
umask 077;
p=$1; h=$2; s=$3;
case $p in "~") p=$HOME;; "~/"*) p=$HOME/${p#"~/"};; /*) ;; *) p=$HOME/$p;; esac;
# 47: somebody else could put his own in the place of what we bring. Each folder on the way, and each link, has to be ours
# or root's, and no folder may be written to by others, but where each may remove nothing but his own (sticky). What is not
# there is made by us.
distrust() { printf "%s\n" "$1" >&2; exit 47; };
safe() {
case $1 in /) ;; *) set -- "$1" "${1%/*}"; safe "${2:-/}";; esac;
if [ -e "$1" ] || [ -L "$1" ]; then
set -f; set -- "$1" $(LC_ALL=C ls -ldn -- "$1"); set +f;
case $4 in 0|"$(id -u)") ;; "") distrust "$1 cannot be looked at";; *) distrust "$1 belongs to user $(id -nu "$4" 2>/dev/null || printf "%s" "$4")";; esac;
case $2 in
l*) [ -e "$1" ] || distrust "$1 leads nowhere"; set -- "$1" "$(readlink -- "$1")"; case $2 in /*) safe "$2";; *) safe "${1%/*}/$2";; esac;;
?????????[tT]*) ;;
?????w*|????????w*) distrust "others may write to $1 ($2)";;
esac;
fi;
};
safe "$p/agents/$h"; safe "$p/campaigns/$h";
# Whether a folder holds the whole bundle. All bytes are read once a day only; that all files are there, each time: on a
# scratch file system what is old is deleted by the site, one file after the other.
whole() { (
[ -O "$1/.complete" ] && [ "$(cat "$1/.complete" 2>/dev/null)" = "$h" ] && cd "$1" && [ "$(sha256sum <SHA256SUMS)" = "$s  -" ] || exit 1;
while read -r x f; do [ -f "$f" ] || exit 1; done <SHA256SUMS;
if [ -z "$(find .complete -mtime -1)" ]; then sha256sum -c --status SHA256SUMS && touch .complete || exit 1; fi
); };
