#!/usr/bin/env bash
# A root folder as bare as one can be: a shell, the small programs that every Linux has, their libraries, and no Java.
# bare-root.sh make ROOT RUNTIME   makes it; with what this machine's C library is made of, and what a Java in RUNTIME needs
# bare-root.sh in ROOT COMMAND…    runs a command in it, with process ids, mounts and /proc of its own; as root
set -euo pipefail
root=$2

libraries() { ldd "$@" 2> /dev/null | grep -o '/[^ ):]*' | sort -u; }

put() { # FILE PLACE
  mkdir -p "$root${2%/*}"
  if [[ ! -e $root$2 ]]; then cp -L "$1" "$root$2"; fi
}

case $1 in
  make)
    mkdir -p "$root"/{bin,usr/bin,tmp,etc,dev,proc,root}
    for name in bash sh env cat sed grep tar gzip find readlink mktemp mkdir rm mv cp chmod date sleep sha256sum uname flock \
      timeout touch ls head tail ln dirname id wc sort true setsid; do
      file=$(readlink -f "$(type -P "$name")")
      put "$file" "/usr/bin/$name"
      ln -sf "../usr/bin/$name" "$root/bin/$name"
      for library in $(libraries "$file"); do put "$library" "$library"; done
    done
    folder=$(dirname "$(libraries "$(type -P bash)" | grep '/libc\.so')")
    for library in libc libdl libm libpthread librt libresolv; do
      for file in "$folder/$library".so.?; do put "$file" "$file"; done
    done
    for library in $(find "$3" \( -name '*.so' -o -name java \) -type f -exec ldd {} + 2> /dev/null | grep -o '/[^ ):]*' | sort -u); do
      if [[ $library != "$3"* && -f $library ]]; then put "$library" "$library"; fi
    done
    echo 'root:x:0:0::/root:/bin/bash' > "$root/etc/passwd"
    ;;
  in)
    shift 2
    # shellcheck disable=SC2016
    exec unshare -m -p -f bash -c '
      mount -t proc proc "$0/proc"
      for device in null zero urandom random; do touch "$0/dev/$device"; mount --bind "/dev/$device" "$0/dev/$device"; done
      exec chroot "$0" /bin/env -i HOME=/root PATH=/bin:/usr/bin "$@"' "$root" "$@"
    ;;
esac
