package org.musterhpc.launcher.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.local.LocalShell;
import org.musterhpc.testkit.Ceiling;

/**
 * An installer during which another one ends: before or after each program that its script runs, one after the other.
 * Agents may run from what the other has brought, so that must stay where it is.
 */
class InstallersAtOnceIT {
    private static final List<String> PROGRAMS =
            List.of("cat", "chmod", "find", "mkdir", "mktemp", "mv", "rm", "sha256sum", "tar", "touch");

    @TempDir
    private Path temp;

    private AgentBundle bundle;
    private Path archive;
    private Path whole;
    private Path site;
    private Path folder;

    @BeforeEach
    void prepare() throws Exception {
        Path lib = Files.createDirectory(temp.resolve("lib"));
        Files.writeString(lib.resolve("agent.jar"), "one");
        Files.writeString(lib.resolve("other.jar"), "two");
        bundle = AgentBundle.of(lib, null);
        archive = bundle.archive(new MusterHome(temp.resolve("home")));
        site = temp.resolve("first");
        assertThat(install("PATH=" + System.getenv("PATH")).exit()).isZero();
        whole = Files.move(site.resolve("agents").resolve(bundle.hash()), temp.resolve("whole"));
        site = temp.resolve("site");
        folder = site.resolve("agents").resolve(bundle.hash());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAnotherHasJustBroughtStays(boolean after) throws Exception {
        for (int nth = 1; ; nth++) {
            Files.createDirectories(site.resolve("agents"));
            LocalTool.run(
                    Ceiling.TIME,
                    "cp",
                    "-a",
                    whole.toString(),
                    site.resolve("others").toString());
            Path path = disturbed(
                    nth,
                    after,
                    "mv -T '" + site.resolve("others") + "' '" + folder + "' 2>/dev/null && echo >'" + site + "/won'");
            Object others = identity(site.resolve("others/lib/agent.jar"));
            Answer answer = install("PATH=" + path);
            assertThat(answer.exit())
                    .as("program %d: %s", nth, answer.errText())
                    .isZero();
            assertRight(nth);
            if (Files.exists(site.resolve("won"))) {
                assertThat(identity(folder.resolve("lib/agent.jar")))
                        .as("program %d", nth)
                        .isEqualTo(others);
            } else if (ran() < nth) {
                assertThat(nth).isGreaterThan(8);
                return;
            }
            LocalTool.run(Ceiling.TIME, "rm", "-rf", site.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsWrongIsMendedWhereItIsByAllAtOnce(boolean after) throws Exception {
        for (int nth = 1; ; nth++) {
            Files.createDirectories(site.resolve("agents"));
            LocalTool.run(Ceiling.TIME, "cp", "-a", whole.toString(), folder.toString());
            Files.delete(folder.resolve("lib/other.jar"));
            Files.createFile(folder.resolve("classes-17.jsa"));
            Path path = disturbed(nth, after, "cp -a '" + whole + "/lib/other.jar' '" + folder + "/lib/other.jar'");
            Object place = identity(folder);
            Object right = identity(folder.resolve("lib/agent.jar"));
            Answer answer = install("PATH=" + path);
            assertThat(answer.exit())
                    .as("program %d: %s", nth, answer.errText())
                    .isZero();
            assertRight(nth);
            assertThat(identity(folder)).as("program %d", nth).isEqualTo(place);
            assertThat(identity(folder.resolve("lib/agent.jar"))).isEqualTo(right);
            if (ran() < nth) {
                assertThat(folder.resolve("classes-17.jsa")).doesNotExist();
                return;
            }
            LocalTool.run(Ceiling.TIME, "rm", "-rf", site.toString());
        }
    }

    private Answer install(String path) throws Exception {
        List<String> argv = new ArrayList<>(List.of("env", path));
        argv.addAll(
                RemoteScript.INSTALL.argv(site.toString(), bundle.hash(), BundleFile.sha256(Input.of(bundle.sums()))));
        try (LocalShell shell = new LocalShell()) {
            return shell.run(new Command(argv, Input.of(archive), Ceiling.TIME));
        }
    }

    /** A PATH on which something else happens before or after the so-manieth program that is run. */
    private Path disturbed(int nth, boolean after, String action) throws IOException {
        Path programs = Files.createDirectories(site.resolve("programs"));
        for (String name : PROGRAMS) {
            Path program = programs.resolve(name);
            Files.writeString(
                    program, """
                    #!/bin/bash
                    export PATH='%s'
                    echo >>'%s/ran'
                    disturb() { if [ "$1" = %s ] && [ "$nth" = %d ]; then %s; fi; }
                    nth=$(wc -l <'%s/ran')
                    disturb false
                    %s "$@"
                    status=$?
                    disturb true
                    exit $status
                    """.formatted(System.getenv("PATH"), programs, after, nth, action, programs, name));
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        return Path.of(programs + ":" + System.getenv("PATH"));
    }

    private int ran() throws IOException {
        return Files.readAllLines(site.resolve("programs/ran")).size();
    }

    private void assertRight(int nth) throws Exception {
        try (Stream<Path> agents = Files.list(site.resolve("agents"))) {
            assertThat(agents).as("program %d", nth).containsExactly(folder);
        }
        LocalTool.run(Ceiling.TIME, "diff", "-r", "-x", "*.jsa", whole.toString(), folder.toString());
    }

    private static Object identity(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }
}
