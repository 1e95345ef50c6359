package org.musterhpc.launcher.shell.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.Executor;
import org.apache.commons.exec.PumpStreamHandler;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.secret.Secrets;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Catch;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;

/** One command on this machine. */
public final class LocalRun {
    /** Puts a program into a session, so a process group, of its own. Not every system has it. */
    private static final @Nullable String SETSID = Stream.of("/usr/bin/setsid", "/bin/setsid")
            .filter(file -> Files.isExecutable(Path.of(file)))
            .findFirst()
            .orElse(null);

    /** How long output is waited for when the command has ended, and something that it left behind holds its pipes. */
    private static final Duration TAIL = Duration.ofSeconds(1);

    private static final int NOT_FOUND = 127;

    private final Command command;
    private final String where;
    private final Catch out = new Catch(Catch.OUT);
    private final Catch err = new Catch(Catch.ERR);

    public LocalRun(Command command, String where) {
        this.command = command;
        this.where = where;
    }

    /** Runs it apart from our terminal: what it starts is killed with it. */
    public Answer inOwnSession() throws NoAnswer {
        return SETSID == null
                ? run(command.argv(), false)
                : run(
                        Stream.concat(Stream.of(SETSID, "--"), command.argv().stream())
                                .toList(),
                        true);
    }

    /** Runs it where it can ask the user through the terminal. */
    public Answer atTerminal() throws NoAnswer {
        return run(command.argv(), false);
    }

    public byte[] out() {
        return out.bytes();
    }

    public byte[] err() {
        return err.bytes();
    }

    private Answer run(List<String> argv, boolean ownGroup) throws NoAnswer {
        CommandLine line = line(argv);
        GroupWatchdog watchdog = new GroupWatchdog(command.limit(), ownGroup);
        int exit;
        try (InputStream in = command.input().open()) {
            PumpStreamHandler pumps = new PumpStreamHandler(out, err, in);
            pumps.setStopTimeout(TAIL);
            DefaultExecutor executor = new Exact(pumps);
            executor.setExitValues(null);
            executor.setWatchdog(watchdog);
            exit = executor.execute(line);
        } catch (ExecuteException e) {
            // A child of the command holds its output open: the command itself has ended.
            exit = watchdog.exit();
        } catch (IOException e) {
            if (watchdog.started()) {
                throw new UncheckedIOException(e);
            }
            String text = argv.get(0) + ": " + e.getMessage() + "\n";
            return new Answer(NOT_FOUND, new byte[0], text.getBytes(StandardCharsets.UTF_8));
        }
        return answer(exit, watchdog);
    }

    /** Commons Exec makes text of the environment, and so loses what is not text in it. */
    private static final class Exact extends DefaultExecutor {
        @SuppressWarnings("deprecation") // the builder makes no subclasses
        Exact(PumpStreamHandler pumps) {
            setStreamHandler(pumps);
        }

        @Override
        protected Process launch(CommandLine command, @Nullable Map<String, String> env, @Nullable Path folder)
                throws IOException {
            return Secrets.kept(new ProcessBuilder(command.toStrings())).start();
        }
    }

    /**
     * Commons Exec takes the blanks at both ends of an argument away, and without "false" plays with quotes; what it
     * puts in for a name stays as it is.
     */
    private static CommandLine line(List<String> argv) {
        CommandLine line = new CommandLine(argv.get(0));
        Map<String, String> arguments = new HashMap<>();
        for (int i = 1; i < argv.size(); i++) {
            arguments.put("a" + i, argv.get(i));
            line.addArgument("${a" + i + "}", false);
        }
        line.setSubstitutionMap(arguments);
        return line;
    }

    private Answer answer(int exit, GroupWatchdog watchdog) throws NoAnswer {
        if (watchdog.hasKilled()) {
            throw NoAnswer.timedOut(where, command);
        }
        if (exit == Executor.INVALID_EXITVALUE) { // we were interrupted; Commons Exec has taken the flag away
            watchdog.kill();
            Thread.currentThread().interrupt();
            throw NoAnswer.interrupted(where, command);
        }
        if (out.full()) {
            throw NoAnswer.tooLong(where, command, Catch.OUT);
        }
        return new Answer(exit, out.bytes(), err.bytes());
    }
}
