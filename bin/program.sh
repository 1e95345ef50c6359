# Shared by bin/muster and bin/muster-agent, which source it. Finds Java, builds on first use, starts a program.
# shellcheck shell=bash
# Needs: $root, the project's folder, or that of a distribution (bin/dist).

: "${root:?}"
# A checkout builds its programs; a distribution brings them, and perhaps a Java.
built=/target/dist
if [[ -d $root/node-agent/lib ]]; then built=; fi
# shellcheck source=bin/java.sh
source "$root/bin/java.sh"

say() { printf 'muster: %s\n' "$1" >&2; }

if [[ $root == *:* ]]; then
  say "Java takes a colon in a folder's name for the end of it: $root"
  printf '  → move the folder, or name it otherwise\n' >&2
  exit 3
fi

# Java ends with a trace of its own where it cannot tell where it is.
if [[ ! . -ef ${PWD:-.} ]]; then
  say "the folder that this is run in is gone: $PWD"
  printf '  → go to one that is there: cd ~\n' >&2
  exit 3
fi

find_java() {
  if [[ -n ${MUSTER_JAVA:-} ]]; then java=$MUSTER_JAVA
  elif [[ -x $root/runtime/bin/java ]]; then java=$root/runtime/bin/java
  elif [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then java=$JAVA_HOME/bin/java
  else java=$(command -v java || true)
  fi
  if [[ -z $java || ! -x $java ]]; then
    say 'no Java was found'
    printf '  → install a JDK of version 17 or later (Debian: apt-get install openjdk-17-jdk-headless), or set JAVA_HOME\n' >&2
    exit 3
  fi
}

# The Java's version as its own release file says it (no process is started for that), refused where it is too old.
java_version() {
  local home line major=
  home=$(readlink -f "$java"); home=${home%/bin/java}
  version=unknown
  [[ -r $home/release ]] || return 0
  while IFS= read -r line; do
    case $line in
      JAVA_RUNTIME_VERSION=*) version=${line#*=}; version=${version//[^A-Za-z0-9.+-]/} ;;
      JAVA_VERSION=*) major=${line#*\"}; major=${major%\"*}
        if [[ $version == unknown ]]; then version=${major//[^A-Za-z0-9.+-]/}; fi # all that a runtime of jlink says
        major=${major#1.}; major=${major%%[!0-9]*} ;; # 1.8.0 was the eighth
    esac
  done < "$home/release"
  if [[ -n $major ]] && ((major < 17)); then
    say "$java is Java $major"
    printf '  → install a JDK of version 17 or later (Debian: apt-get install openjdk-17-jdk-headless), or set MUSTER_JAVA\n' >&2
    exit 3
  fi
}

# Whether a source is newer than the build. MUSTER_BUILT=1 says that what is in target/dist is to be taken as it is.
stale() {
  [[ -z ${MUSTER_BUILT:-} && -n $built ]] || return 1
  [[ -f $root/launcher/target/dist/built ]] || return 0
  [[ -n $(find "$root/pom.xml" "$root/bin/java.sh" "$root/src/queue" "$root/node-agent" "$root/launcher" \
    \( -name target -o -path '*/src/test' \) -prune -o -type f -newer "$root/launcher/target/dist/built" -print -quit) ]]
}

build() {
  if ! command -v mvn > /dev/null; then
    say 'Muster is not built yet, and there is no Maven'
    printf '  → install Maven 3.8 or later (Debian: apt-get install maven), then run this again\n' >&2
    exit 3
  fi
  mkdir -p "$root/launcher/target"
  # Two that start at once build once.
  exec 9> "$root/launcher/target/build.lock"
  command -v flock > /dev/null && flock 9
  stale || return 0
  say 'building Muster (first use, about a minute) …'
  local log=$root/launcher/target/build.log server
  rm -rf "$root/launcher/target/dist" "$root/node-agent/target/dist"
  if ! (cd "$root" && mvn -q -B -Dmaven.test.skip=true -Dspotless.check.skip=true -Dstrict=-nowarn -Dchecker=-nowarn -pl launcher,node-agent -am package) > "$log" 2>&1 9>&-; then
    say "the build failed; the end of $log:"
    tail -n 25 "$log" >&2
    exit 3
  fi
  # A current server, where it can be had and none is on the PATH; the jar's own else.
  if ! command -v valkey-server redis-server > /dev/null && server=$(timeout 30 "$root/src/testkit/fetch-valkey" 2>> "$log"); then
    mkdir -p "$root/launcher/target/dist/server"
    cp "$server" "$root/launcher/target/dist/server/valkey-server" || true
  fi
  touch "$root/launcher/target/dist/built"
  train >> "$log" 2>&1 9>&- || true
  exec 9>&-
  command -v muster > /dev/null || say "built; to have it as 'muster' in any folder: $root/bin/muster install"
}

# Runs a tiny campaign so that Java can write down the classes that each program loads: later starts take half the time.
# A failure costs only that time: no archive of a half-run program is kept. Archives lie beside the jars and go with them
# when they are built anew.
train() (
  local scratch new trained=
  scratch=$(mktemp -d)
  printf 'command: "true"\ntasks: {range: 1-3}\n' > "$scratch/training.yml"
  # The user's own settings are left aside: they may name another server, or be broken.
  : > "$scratch/muster.yml"
  export MUSTER_HOME=$scratch/home MUSTER_CONFIG=$scratch/muster.yml
  MUSTER_TRAINING=1 timeout 120 "$root/bin/muster" run "$scratch/training.yml" < /dev/null && trained=1
  timeout 30 "$root/bin/muster" redis stop < /dev/null
  for new in "$root"/{launcher,node-agent}"$built"/*.{jsa,lst}.new; do
    [[ ! -e $new ]] || if [[ -n $trained ]]; then mv "$new" "${new%.new}"; else rm -f "$new"; fi
  done
  rm -rf "$scratch"
)

# For tests, whose programs Maven has packaged: trains these where that has not been done, once however many ask at a time.
# Bundles stay as they are: no list is left.
train_packaged() {
  local folder archive untrained=
  find_java
  java_version
  exec 9> "$root/launcher/target/build.lock"
  command -v flock > /dev/null && flock 9
  for folder in launcher node-agent; do
    archive=$root/$folder/target/dist/classes-$version.jsa
    if [[ ! -e $archive || -n $(find "$root/$folder/target/dist/lib" -newer "$archive" -print -quit) ]]; then
      untrained=1
      rm -f "$archive"
    fi
  done
  if [[ -n $untrained ]]; then
    MUSTER_BUILT=1 train 9>&- || true
    if [[ ! -e $root/launcher/target/dist/built ]]; then rm -f "$root"/{launcher,node-agent}/target/dist/classes.lst; fi
  fi
  exec 9>&-
}

# start FOLDER MAIN-CLASS "JVM OPTIONS" ARGUMENTS…
start() {
  local folder=$root/$1 main=$2 archive classpath
  local -a options
  read -ra options <<< "$3"
  shift 3
  java_version
  archive=$folder$built/classes-$version.jsa
  if [[ -n ${MUSTER_TRAINING:-} ]]; then
    # The list is for clusters: there an archive is made of it in the folder where the agent will lie.
    [[ -e $archive.new ]] || options+=("-XX:ArchiveClassesAtExit=$archive.new" "-XX:DumpLoadedClassList=${archive%/*}/classes.lst.new")
  elif [[ -r $archive ]]; then
    options+=("-XX:SharedArchiveFile=$archive")
  fi
  classpath=$(printf '%s:' "$folder$built"/lib/*.jar)
  set_aside
  try_limits "$java" "${java_options[@]}" "${options[@]}"
  # Java's own warnings go to stderr: stdout belongs to results. A core file would hold the password.
  exec "$java" "${java_options[@]}" -XX:-CreateCoredumpOnCrash -Xshare:auto -Xlog:disable -Xlog:all=error:stderr "${options[@]}" -Dmuster.bin="$root/bin" \
    -cp "${classpath%:}" "$main" "$@"
}
