package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** A campaign in containers, from its file to its results, by an apptainer that notes what it is told and runs it. */
class ContainersRunIT {
    static final String APPTAINER = """
            #!/bin/bash
            # A stand-in: apptainer version | pull --force FILE URI | exec OPTIONS IMAGE COMMAND…
            here=$(dirname "$0")
            case $1 in
              version) echo 1.4.5; exit ;;
              pull) echo "$4" >> "$here/pulls"; touch "$3"; exit ;;
            esac
            printf '%s\n' "$(printf '%q ' "$@")" >> "$here/calls" # in one piece: others call meanwhile
            shift
            variables=()
            while IFS= read -r -d '' variable; do
              [[ $variable != APPTAINERENV_* ]] || variables+=("${variable#APPTAINERENV_}")
            done < /proc/self/environ
            while [[ $1 == -* ]]; do
              case $1 in --pwd) cd "$2"; shift 2 ;; --mount) shift 2 ;; *) shift ;; esac
            done
            image=$1
            shift
            exec env -i PATH=/usr/bin:/bin IMAGE="$image" "${variables[@]}" "$@"
            """;

    private static final String CAMPAIGN = """
            campaign: joined
            env: {GREETING: "hello, \\"you\\""}
            container: {image: lab/join:3, mounts: [/usr]}
            stages:
              a: {command: "echo $GREETING {{n}} ${IMAGE##*.} ${HOME-none}", tasks: {range: 1-3}}
              b: {command: "test -z \\"$IMAGE\\"", after: a, container: none}
              c: {command: [touch, "own {{n}}"], after: b, container: {engine: apptainer, image: own.sif}}
            """;

    private static Muster muster() throws Exception {
        Muster muster = new Muster();
        muster.write("muster.yml", "agent: {slots: 2}\n");
        muster.write("joined.yml", CAMPAIGN);
        muster.write("own.sif", "");
        muster.variable("PATH", muster.folder + "/bin:" + System.getenv("PATH"));
        muster.variable("APPTAINER_CACHEDIR", muster.folder + "/cache");
        return muster;
    }

    private static void installed(Muster muster) {
        Path program = muster.write("bin/apptainer", APPTAINER);
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void fileIsUnderstoodRunAndTried() throws Exception {
        try (Muster muster = muster()) {
            installed(muster);
            Ended verify = muster.run("verify", "joined.yml");
            assertThat(verify.exit()).as(verify.err()).isZero();
            assertThat(verify.out())
                    .contains(
                            "in a container of lab/join:3\n",
                            "in a container of " + muster.folder + "/own.sif by apptainer\n");
            JsonNode understood =
                    muster.run("verify", "joined.yml", "--json").json().path("understood");
            assertThat(understood.at("/a/container/mounts/0/target").asText()).isEqualTo("/usr");
            assertThat(understood.path("b").has("container")).isFalse();
            assertThat(muster.run("submit", "joined.yml", "--dry-run").out()).contains("in a container of lab/join:3");

            Ended run = muster.run("run", "joined.yml");
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(muster.run("logs", "joined", "a/000002").out()).isEqualTo("hello, \"you\" 2 sif none\n");
            assertThat(muster.folder.resolve("own 3")).exists();
            Path bin = muster.folder.resolve("bin");
            assertThat(Files.readAllLines(bin.resolve("pulls"))).containsExactly("docker://lab/join:3");
            List<String> calls = Files.readAllLines(bin.resolve("calls"));
            assertThat(calls).hasSize(6).noneMatch(call -> call.contains("hello"));

            Ended tried = muster.run("try", "joined.yml", "a/000003");
            assertThat(tried.exit()).as(tried.err()).isZero();
            assertThat(tried.out()).isEqualTo("hello, \"you\" 3 sif none\n");
            assertThat(Files.readAllLines(bin.resolve("calls"))).hasSize(7);
            assertThat(Files.readAllLines(bin.resolve("pulls"))).hasSize(1);

            muster.write("joined.yml", CAMPAIGN.replace("mounts: [/usr]", "mounts: [/usr:/in]"));
            assertThat(muster.run("submit", "joined.yml").err()).contains("a: container changed");
        }
    }

    @Test
    void whatIsNotHereIsNamedAndNothingIsSent() throws Exception {
        try (Muster muster = muster()) {
            installed(muster);
            muster.write("joined.yml", CAMPAIGN.replace("own.sif", "none.sif"));
            Ended run = muster.run("run", "joined.yml");
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).contains("the image of stage c is not there: " + muster.folder + "/none.sif");
            assertThat(muster.run("status", "joined").exit()).isEqualTo(2);
        }
    }
}
