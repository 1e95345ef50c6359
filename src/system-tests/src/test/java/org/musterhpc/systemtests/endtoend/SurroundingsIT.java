package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Other people's shells: what a task sees of its surroundings is what they have, and what fails is told as what it is. */
class SurroundingsIT {
    private Muster muster;

    @BeforeEach
    void open() {
        muster = new Muster();
    }

    @AfterEach
    void close() {
        muster.close();
    }

    /** In a shell that does everything unlike others, in a locale that knows no letter beyond ASCII. */
    @Test
    void taskHasWhatTheShellHas() throws Exception {
        muster.write("show.sh", """
                ulimit -aS; ulimit -aH; umask; nice; trap -p
                grep -E '^(Sig(Blk|Ign|Cgt)|Umask|Cap|NoNewPrivs|Seccomp|Cpus_allowed|THP)' /proc/self/status
                cat /proc/self/coredump_filter /proc/self/oom_score_adj
                env -0 | tr '\\n\\0' ' \\n' | grep -av -e '^MUSTER_' -e '^OLDPWD=' | sort
                ls caf* | od -An -tx1
                for fd in /proc/$$/fd/*; do fd=${fd##*/}; [ "$fd" = 255 ] || echo "$fd"; done # no pipe: it is open for a moment
                """);
        muster.write("c.yml", "campaign: c\ncommand: source ./show.sh\ntasks: {range: 1-1}\n");
        muster.write("shell.sh", """
                ulimit -Sn 500; ulimit -Ss 4096; ulimit -c 0; umask 027
                f() { echo f; }; export -f f
                export DATA=$'caf\\xe9' UTF=$'caf\\xc3\\xa9' LC_ALL=C LANG=de_DE.ISO-8859-1 JAVA_TOOL_OPTIONS=-Da=b OMP_NUM_THREADS=3
                : > $'caf\\xe9'
                env odd.name=x nice -n 3 bash -c 'source ./show.sh' < /dev/null > shell.txt 2>&1
                env odd.name=x nice -n 3 "$1" run c.yml && "$1" logs c > task.txt
                """);
        assertThat(shell()).isZero();

        // Two limits mark whose a process is. Signals are as they are by themselves; the shell has those of this test's
        // JVM.
        assertThat(lines("task.txt")).isEqualTo(lines("shell.txt"));
        assertThat(Files.readString(muster.folder.resolve("task.txt"), StandardCharsets.ISO_8859_1))
                .contains("SigBlk:\t0000000000000000\n", "SigIgn:\t0000000000000000\n");
        assertThat(lines("task.txt"))
                .contains(
                        "open files",
                        " 500\n",
                        "DATA=caf\u00e9\n",
                        "JAVA_TOOL_OPTIONS=-Da=b\n",
                        "odd.name=x\n",
                        "LC_ALL=C\n");
    }

    /** Functions go on to tasks, as modules are some; what is set in a shell for itself does not. */
    @Test
    void functionsAndOptionsThatAShellExportsChangeNothingHere() throws Exception {
        muster.write("c.yml", "campaign: c\ncommand: type -t java; echo $-; echo c.y*\ntasks: {range: 1-1}\n");
        muster.write("shell.sh", """
                java() { false; }; cd() { false; }; readlink() { false; }; printf() { false; }; export -f java cd readlink printf
                export SHELLOPTS BASHOPTS; set -o noglob -o nounset -o errexit -o noclobber
                "$1" run c.yml
                "$1" logs c > task.txt
                """);
        assertThat(shell()).as(lines("shell.out")).isZero();
        assertThat(lines("task.txt").lines()).containsExactly("function", "hBc", "c.yml");
    }

    @Test
    void filesOfAnyNameAreFoundGivenAndPromised() throws Exception {
        muster.write("c.yml", """
                campaign: c
                command: printf '%s' {{path}} | od -An -tx1; printf x > {{path}}.done
                tasks: {glob: "in/*"}
                outputs: ["{{path}}.done"]
                """);
        muster.write("shell.sh", """
                export LC_ALL=C; mkdir in; : > $'in/\\xe9'; : > $'in/\\xc3\\xa9'
                "$1" run c.yml && "$1" logs c > task.txt
                """);
        assertThat(shell()).isZero();
        assertThat(lines("task.txt").lines().map(String::strip))
                .containsExactlyInAnyOrder("69 6e 2f e9", "69 6e 2f c3 a9");
    }

    @Test
    void temporaryFilesAreWhereTmpdirSays() throws IOException {
        Path own = Files.createDirectory(muster.folder.resolve("own tmp"));
        muster.variable("TMPDIR", own.toString());
        muster.write("c.yml", "campaign: c\ncommand: dirname \"$MUSTER_RESULT\"\ntasks: {range: 1-1}\n");
        Ended run = muster.run("run", "c.yml");
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(muster.run("logs", "c").out()).startsWith(own + "/muster-");
    }

    @Test
    void limitThatJavaCannotStartUnderIsToldInOneLine() throws Exception {
        muster.write("shell.sh", "ulimit -v 200000; \"$1\" --version > said 2>&1; [ $? = 3 ]\n");
        assertThat(shell()).isZero();
        assertThat(lines("said").lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("muster: Java cannot start under the limits here (ulimit -v 200000): ");
    }

    @Test
    void folderThatIsGoneIsToldWithoutATrace() throws Exception {
        muster.write("shell.sh", """
                mkdir gone; cd gone; rmdir ../gone
                "$1" --version 2>&1 | grep -v ^shell-init > ../said; [ ${PIPESTATUS[0]} = 3 ]
                """);
        assertThat(shell()).isZero();
        assertThat(lines("said").lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("muster: the folder that this is run in is gone: ");
    }

    @Test
    void folderOutOfWhichJavaCannotStartIsTold() throws Exception {
        muster.write("shell.sh", """
                mkdir -p a:b; cp -R "${1%/muster}" a:b/bin
                a:b/bin/muster --version > said 2>&1; [ $? = 3 ]
                """);
        assertThat(shell()).isZero();
        assertThat(lines("said").lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("muster: Java takes a colon in a folder's name for the end of it: /");
    }

    @Test
    void taskThatOpensStderrAnewTakesNothingFromOthers() {
        muster.write("muster.yml", "agent: {slots: 1}\n");
        muster.write("c.yml", """
                campaign: c
                command: echo "result of {{n}}"; if [ {{n}} = 20 ]; then echo warning | tee /dev/stderr > /dev/null; fi
                tasks: {range: 1-20}
                """);
        assertThat(muster.run("run", "c.yml").exit()).isZero();
        assertThat(muster.run("logs", "c").out().lines().filter(line -> !line.equals("result of 20")))
                .hasSize(20)
                .contains("result of 1", "result of 19", "warning");
    }

    @Test
    void setupThatFailsIsToldAndNoCommandRuns() {
        muster.write("c.yml", """
                campaign: c
                halt: never
                retry: {backoff: 10ms}
                setup: |
                  source ./no-such-file.sh
                  export A=1
                command: echo computed
                tasks: {range: 1-12}
                """);
        Ended run = muster.run("run", "c.yml");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out() + run.err()).contains("SETUP", "12 failed");
        assertThat(muster.run("logs", "c").out()).doesNotContain("computed");
        assertThat(muster.run("explain", "c", "main/000001").out())
                .contains("SETUP", "setup failed with status 1 at: source ./no-such-file.sh");
        assertThat(muster.run("show", "c", "main/000001", "--json").json().path("history"))
                .hasSize(3);
    }

    /** 20 that cannot be started, and what is behind them. */
    @Test
    void tasksThatNoNodeCanStartTakeNoAgentFromTheOthers() {
        String longer = "x".repeat(140_000);
        StringBuilder tasks = new StringBuilder();
        for (int n = 1; n <= 20; n++) {
            tasks.append("{\"id\":\"long%d\",\"x\":\"%s\"}\n".formatted(n, longer));
        }
        muster.write("tasks.jsonl", tasks + "{\"id\":\"short\",\"x\":\"y\"}\n");
        muster.write("c.yml", """
                campaign: c
                halt: never
                stages:
                  absent: {command: [no-such-program, "{{n}}"], tasks: {range: 1-20}, retry: {backoff: 10ms}, priority: 2}
                  word: {command: [/bin/echo, "{{x}}"], tasks: {jsonl: tasks.jsonl}, retry: {backoff: 10ms}, priority: 1}
                  line: {command: "echo {{x}}", tasks: {jsonl: tasks.jsonl}}
                """);
        Ended run = muster.run("run", "c.yml");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out().lines()).allMatch(line -> line.length() < 5000);
        assertThat(muster.run("tasks", "c", "--state", "DONE", "--json").jsonLines())
                .hasSize(22)
                .anyMatch(task -> task.path("id").asText().equals("word/short"));
        assertThat(muster.run("logs", "c", "line/long1").out()).isEqualTo(longer + "\n");
        assertThat(muster.run("tasks", "c", "--state", "DEAD", "--json").jsonLines())
                .hasSize(40)
                .allMatch(task -> task.path("outcome").asText().equals("START_FAILED"))
                .allMatch(task ->
                        task.path("exit").asInt() == (task.path("id").asText().startsWith("word") ? 126 : 127));
    }

    private int shell() throws IOException, InterruptedException {
        // A build in the background ignores some, and what it starts would, too; a user's terminal does not.
        ProcessBuilder builder = new ProcessBuilder(
                        "env",
                        "--default-signal",
                        "bash",
                        "shell.sh",
                        muster.root.resolve("bin/muster").toString())
                .directory(muster.folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(muster.folder.resolve("shell.out").toFile());
        builder.environment().put("MUSTER_HOME", muster.folder.resolve("home").toString());
        builder.environment()
                .put("MUSTER_CONFIG", muster.folder.resolve("muster.yml").toString());
        builder.environment().put("MUSTER_BUILT", "1");
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    /** A letter a byte. */
    private String lines(String file) throws IOException {
        return Files.readString(muster.folder.resolve(file), StandardCharsets.ISO_8859_1)
                .replaceAll("(?m)^(pending signals|POSIX message queues|Sig).*\n", "");
    }
}
