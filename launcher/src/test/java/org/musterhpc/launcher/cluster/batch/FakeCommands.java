package org.musterhpc.launcher.cluster.batch;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.musterhpc.launcher.cluster.batch.scheduler.CleanEnvironment;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.local.LocalShell;

/** This machine with a scheduler's commands before all others on the PATH; each is a script of the test's. */
public final class FakeCommands implements Shell {
    private final Path folder;
    private final Map<String, Duration> cutAfter = new ConcurrentHashMap<>();
    private final LocalShell shell = new LocalShell();

    private final List<String> variables = new ArrayList<>();

    /** All commands that ran, program first. */
    public final List<List<String>> ran = new ArrayList<>();

    public FakeCommands(Path folder) {
        this.folder = folder;
    }

    /** Adds a command. */
    public FakeCommands with(String program, String script) throws IOException {
        cutAfter.remove(program);
        return put(program, script);
    }

    private FakeCommands put(String program, String script) throws IOException {
        Path file = folder.resolve(program);
        Files.deleteIfExists(file);
        Files.createFile(file, asFileAttribute(fromString("rwx------")));
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return this;
    }

    /** Adds a command that hangs, and is cut off soon: it alone is given no more time than this. */
    public FakeCommands hanging(String program, Duration most) throws IOException {
        cutAfter.put(program, most);
        return put(program, "exec sleep 600");
    }

    /** Sets a variable of the user's. */
    public FakeCommands variable(String name, String value) {
        variables.add(name + "=" + value);
        return this;
    }

    @Override
    public Answer run(Command command) throws NoAnswer {
        List<String> bare = CleanEnvironment.bare(command.argv());
        ran.add(bare);
        List<String> argv = new ArrayList<>(List.of("env", "PATH=" + folder + ":/usr/bin:/bin"));
        argv.addAll(variables);
        argv.addAll(command.argv());
        return shell.run(new Command(argv, command.input(), cutAfter.getOrDefault(bare.get(0), command.limit())));
    }

    @Override
    public String name() {
        return "login";
    }

    @Override
    public void close() {
        shell.close();
    }
}
