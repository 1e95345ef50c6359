package org.musterhpc.launcher.callback;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.musterhpc.launcher.home.EndSignal;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.secret.Secrets;

/**
 * A command of the user's that is told something on its stdin, as {@code sh -c} runs it. What it prints goes where this
 * program's own goes.
 */
public final class Callback {
    /** What was killed, as it was not to go on; no program ends so by itself. */
    public static final int STOPPED = -1;

    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration KILL = Duration.ofSeconds(5);
    /** A first word that a shell takes as it stands. */
    private static final Pattern PROGRAM = Pattern.compile("\\s*([A-Za-z0-9_./+:,@%-]+)(?:\\s.*)?", Pattern.DOTALL);

    /** A line that names one program alone. */
    private static final Pattern PLAIN = Pattern.compile("[^;|&`$()<>\\n]*");

    /** Not every shell looks, of a path, whether it may be run. */
    private static final String FOUND =
            "case $1 in */*) test -f \"$1\" && test -x \"$1\" ;; *) command -v -- \"$1\" ;; esac";

    private final String command;
    private final Path folder;
    private final Map<String, String> variables;
    private final boolean stdoutIsTaken;

    /**
     * @param folder where it runs
     * @param variables are added to the environment
     * @param stdoutIsTaken whether what it prints goes to stderr, as something else is printed on stdout
     */
    public Callback(String command, Path folder, Map<String, String> variables, boolean stdoutIsTaken) {
        this.command = command;
        this.folder = folder;
        this.variables = Map.copyOf(variables);
        this.stdoutIsTaken = stdoutIsTaken;
    }

    /** Whether a status says that the shell did not find the program, or may not run it. */
    public static boolean notThere(int status) {
        return status == NOT_FOUND || status == NOT_EXECUTABLE;
    }

    /**
     * Looks whether the program that the command begins with is there, as far as that can be told without running it.
     *
     * @param what names the command for a person: the option or the place where it is written
     * @throws Problem usage, where it is not
     */
    public void check(String what) {
        Matcher program = PROGRAM.matcher(command);
        if (command.isBlank()) {
            throw Problem.usage(what + ": it is empty", "give a command, in quotes where it has more words than one");
        }
        if (program.matches() && run(List.of("sh", "-c", FOUND, "sh", program.group(1))) != 0) {
            throw missing(what, program.group(1));
        }
    }

    /** That the program is not there. */
    public Problem missing(String what) {
        Matcher program = PROGRAM.matcher(command);
        return program.matches()
                        && program.group().equals(command)
                        && PLAIN.matcher(command).matches()
                ? missing(what, program.group(1))
                : Problem.usage(
                        what + ": a program in '" + command
                                + "' is not there, or cannot be run: see what the shell says",
                        "try it in " + folder + ": sh -c '…'");
    }

    private Problem missing(String what, String program) {
        return Problem.usage(
                what + ": there is no program '" + program + "' here, or it cannot be run",
                program.contains("/")
                        ? "look at " + folder.resolve(program).normalize()
                                + ": it has to be there, and executable (chmod +x)"
                        : "give its path (" + folder.resolve(program) + " would be ./" + program
                                + "), or put it on the PATH");
    }

    private int run(List<String> words) {
        try {
            Process process = Secrets.kept(new ProcessBuilder(words).directory(folder.toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return 0; // that takes long; it is found out when it is run
            }
            EndSignal.ends(process.exitValue());
            return process.exitValue();
        } catch (IOException e) {
            throw notStarted(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private Problem notStarted(IOException e) {
        return Problem.failed(
                "no shell could be started in " + folder + ": " + e.getMessage(), "look at that folder, and at sh");
    }

    /**
     * Runs it, and returns its exit status, or {@link #STOPPED}.
     *
     * @param lines what it is told, a line each
     * @param every how often it is asked, meanwhile, whether it is to go on
     * @throws Problem failed, where no shell can be started
     */
    public int run(List<String> lines, Duration every, BooleanSupplier goesOn) {
        List<String> words = new ArrayList<>(
                stdoutIsTaken
                        ? List.of("sh", "-c", "exec \"$@\" >&2", "sh", "sh", "-c", command)
                        : List.of("sh", "-c", command));
        ProcessBuilder program = Secrets.kept(new ProcessBuilder(words).directory(folder.toFile()));
        program.environment().putAll(variables);
        try {
            Process process = program.redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Thread writer = new Thread(() -> feed(process.getOutputStream(), lines), "muster-callback-in");
            writer.setDaemon(true);
            writer.start();
            return await(process, every, goesOn) ? process.exitValue() : STOPPED;
        } catch (IOException e) {
            throw notStarted(e);
        }
    }

    /** A program need not read all that it is told: its status says whether it has understood. */
    private static void feed(OutputStream in, List<String> lines) {
        try (OutputStream to = in) {
            StringBuilder text = new StringBuilder();
            for (String line : lines) {
                text.append(line).append('\n');
                if (text.length() > 1 << 16) {
                    to.write(text.toString().getBytes(StandardCharsets.UTF_8));
                    text.setLength(0);
                }
            }
            to.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return;
        }
    }

    private static boolean await(Process process, Duration every, BooleanSupplier goesOn) {
        while (!ended(process, every)) {
            if (!goesOn.getAsBoolean()) {
                stop(process);
                return false;
            }
        }
        return true;
    }

    /** A signal that interrupts the wait is seen by whoever is asked next. */
    private static boolean ended(Process process, Duration most) {
        try {
            return process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException signal) {
            return !process.isAlive();
        }
    }

    private static void stop(Process process) {
        List<ProcessHandle> all;
        try (Stream<ProcessHandle> below = process.descendants()) {
            all = below.toList();
        }
        process.destroy();
        all.forEach(ProcessHandle::destroy);
        if (!ended(process, KILL)) {
            process.destroyForcibly();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
