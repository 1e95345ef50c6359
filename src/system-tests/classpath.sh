# Sourced by bin/faults and bin/bench. Needs: $root, the project's folder.
# shellcheck shell=bash

: "${root:?}"

# Builds programs and tests where they are not built, or older than their sources; sets classpath.
# build_tests NAME
build_tests() {
  local tests=$root/src/system-tests list=$root/src/system-tests/target/$1.classpath
  "$root/bin/muster" --version > /dev/null
  if [[ ! -f $list || -n $(find "$root/src" "$root/launcher/src/main" "$root/node-agent/src/main" -name '*.java' -newer "$list" -print -quit) ]]; then
    echo "$1: building the tests …" >&2
    (cd "$root" && mvn -q -B -DskipTests -Dspotless.check.skip=true -pl src/system-tests -am \
      test-compile dependency:build-classpath "-Dmdep.outputFile=target/$1.classpath" -Dmdep.includeScope=test)
  fi
  # shellcheck disable=SC2034
  classpath=$tests/target/test-classes:$(< "$list")
}
