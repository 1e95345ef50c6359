package org.musterhpc.launcher.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ssh.Kind;
import org.musterhpc.launcher.shell.ssh.SshServer;

/** Over a real sshd. */
class RemoteDiskIT {
    private static SshServer server;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        server = SshServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    /** Counts the commands. */
    private static final class Counting implements Shell {
        private final Shell shell;
        private int commands;

        Counting(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Answer run(Command command) throws NoAnswer, NotSent, Refused {
            commands++;
            return shell.run(command);
        }

        @Override
        public String name() {
            return shell.name();
        }

        @Override
        public void close() {
            shell.close();
        }
    }

    private RemoteDisk disk(Shell shell, String... workdirs) {
        return new RemoteDisk(
                shell, new Retries(duration -> {}), folder.resolve("work").toString(), List.of(workdirs));
    }

    @ParameterizedTest
    @EnumSource
    void twentyThousandFilesAreOneCommand(Kind kind) throws Exception {
        Path out = Files.createDirectories(folder.resolve("own/out"));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            names.add("out/" + i);
            if (i % 100 == 0) {
                Files.setLastModifiedTime(
                        Files.createFile(out.resolve(Integer.toString(i))), FileTime.from(1_000 + i, TimeUnit.SECONDS));
            }
        }
        try (Counting shell = new Counting(kind.open(server))) {
            String own = folder.resolve("own").toString();
            long[] times = disk(shell, own).times(own, names);
            for (int i = 0; i < times.length; i++) {
                assertThat(times[i]).isEqualTo(i % 100 == 0 ? 1_000 + i : Disk.GONE);
            }
            assertThat(shell.commands).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void strangeNamesLinksAndAbsolutePaths(Kind kind) throws Exception {
        Path own = Files.createDirectory(folder.resolve("own"));
        List<String> there = List.of("-rf", "a b'\"$(x)`\\n", "grün", "line\nbreak", "link");
        for (String name : there.subList(0, 4)) {
            Files.createFile(own.resolve(name));
        }
        Files.createSymbolicLink(own.resolve("link"), Path.of("grün"));
        Files.createSymbolicLink(own.resolve("nowhere"), Path.of("none"));
        List<String> names = new ArrayList<>(there);
        names.add(own.resolve("grün").toString());
        names.addAll(List.of("nowhere", "grün/below", "x".repeat(300)));
        try (Shell shell = kind.open(server)) {
            long[] times = disk(shell, own.toString()).times(own.toString(), names);
            for (int i = 0; i < times.length; i++) {
                assertThat(times[i] != Disk.GONE).as(names.get(i)).isEqualTo(i < 6);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tasksRunInTheCampaignsFolderWhereTheFolderOfOneOfItsStagesIsNotThere(Kind kind) throws Exception {
        String here = Files.createDirectory(folder.resolve("own")).toString();
        String elsewhere = folder.resolve("elsewhere").toString();
        try (Shell shell = kind.open(server)) {
            RemoteDisk disk = disk(shell, here, elsewhere);
            assertThatThrownBy(() -> disk.times(here, List.of("a")))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining(folder.resolve("work") + ", in which tasks run, is not there");
            Files.createFile(Files.createDirectory(folder.resolve("work")).resolve("a"));
            assertThat(disk.times(here, List.of("a", "b"))[0]).isNotEqualTo(Disk.GONE);
            assertThat(disk.times(elsewhere, List.of("a", "b"))[1]).isEqualTo(Disk.GONE);
        }
    }

    /** Root may look anywhere: a shell in which {@code stat} fails stands for a file system that does. */
    @Test
    void whatCannotBeToldIsNotTakenForGone() throws Exception {
        String own = Files.createDirectory(folder.resolve("own")).toString();
        Path stat = Files.writeString(
                folder.resolve("stat"), "#!/bin/sh\necho \"stat: cannot stat 'a': Permission denied\" >&2; exit 1\n");
        assertThat(stat.toFile().setExecutable(true)).isTrue();
        try (Shell shell = Kind.LOCAL.open(server)) {
            Shell failing = new Shell() {
                @Override
                public Answer run(Command command) throws NoAnswer, NotSent, Refused {
                    List<String> argv = new ArrayList<>(List.of("env", "PATH=" + folder + ":" + System.getenv("PATH")));
                    argv.addAll(command.argv());
                    return shell.run(new Command(argv, command.input(), command.limit()));
                }

                @Override
                public String name() {
                    return "cosma";
                }

                @Override
                public void close() {}
            };
            assertThatThrownBy(() -> disk(failing, own).times(own, List.of("a", "b")))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("cosma: whether outputs are there cannot be told")
                    .hasMessageContaining("Permission denied");
        }
    }
}
