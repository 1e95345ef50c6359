package org.musterhpc.launcher.batch;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.LocalShell;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.Shell;

/** This machine with a scheduler's commands before all others on the PATH; each is a script of the test's. */
public final class FakeCommands implements Shell {
    private final Path folder;
    private final Duration most;
    private final LocalShell shell = new LocalShell();

    private final List<String> variables = new ArrayList<>();

    /** All commands that ran, program first. */
    public final List<List<String>> ran = new ArrayList<>();

    /** @param most no command is given more time than this */
    public FakeCommands(Path folder, Duration most) {
        this.folder = folder;
        this.most = most;
    }

    /** Adds a command. */
    public FakeCommands with(String program, String script) throws IOException {
        Path file = folder.resolve(program);
        Files.deleteIfExists(file);
        Files.createFile(file, asFileAttribute(fromString("rwx------")));
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return this;
    }

    /** Sets a variable of the user's. */
    public FakeCommands variable(String name, String value) {
        variables.add(name + "=" + value);
        return this;
    }

    @Override
    public Answer run(Command command) throws NoAnswer {
        ran.add(CleanEnvironment.bare(command.argv()));
        List<String> argv = new ArrayList<>(List.of("env", "PATH=" + folder + ":/usr/bin:/bin"));
        argv.addAll(variables);
        argv.addAll(command.argv());
        return shell.run(
                new Command(argv, command.input(), command.limit().compareTo(most) < 0 ? command.limit() : most));
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
