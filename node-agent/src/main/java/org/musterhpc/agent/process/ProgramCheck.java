package org.musterhpc.agent.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.process.posix.ShellPaths;
import org.musterhpc.queue.environment.ByteText;

/** Finds a launch's program and checks what can be known before it is started. */
final class ProgramCheck {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final Pattern COLON = Pattern.compile(":");

    /** Of every binary of Linux. */
    private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};

    private ProgramCheck() {}

    /** The program's file. Relative names with a slash and relative PATH entries start at the working folder. */
    static Path of(Launch launch) throws StartFailed {
        Path workdir = launch.workdir();
        if (!Files.isDirectory(workdir)) {
            throw new StartFailed(
                    StartFailed.NODE,
                    Files.exists(workdir)
                            ? "the working folder is not a folder: " + workdir
                            : "no such working folder: " + workdir);
        }
        if (!Files.isExecutable(workdir)) {
            throw new StartFailed(StartFailed.NODE, "no permission to enter the working folder: " + workdir);
        }
        String name = launch.argv().get(0);
        if (name.isEmpty()) {
            throw new StartFailed(StartFailed.NOT_FOUND, "the program's name is empty");
        }
        Path found = name.indexOf('/') >= 0 ? ByteText.path(workdir, name) : onPath(name, launch);
        if (found == null) {
            throw new StartFailed(StartFailed.NOT_FOUND, "no such program on the PATH: " + name);
        }
        if (!Files.exists(found)) {
            throw new StartFailed(StartFailed.NOT_FOUND, "no such program: " + found);
        }
        if (Files.isDirectory(found)) {
            throw new StartFailed(StartFailed.NOT_RUNNABLE, "a folder, not a program: " + found);
        }
        if (!Files.isExecutable(found)) {
            throw new StartFailed(StartFailed.NOT_RUNNABLE, "not executable (chmod +x?): " + found);
        }
        if (launch.bashs() && !isKernels(found)) {
            throw new StartFailed(StartFailed.NOT_RUNNABLE, "for bash to run, as it has no \"#!\": " + found);
        }
        return found.toAbsolutePath();
    }

    /** Whether the kernel itself can run it: a binary, or a script that names its interpreter. */
    private static boolean isKernels(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(MAGIC.length);
            return Arrays.equals(start, MAGIC) || (start.length > 1 && start[0] == '#' && start[1] == '!');
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The first executable file; failing that, the first file at all, so that the message can say what is wrong. */
    private static @Nullable Path onPath(String name, Launch launch) {
        Path second = null;
        String path = launch.env().getOrDefault("PATH", DEFAULT_PATH);
        // A task whose PATH leads nowhere still gets the shell that we start it by.
        for (String entry : COLON.split(name.equals(ShellPaths.BASH) ? path + ":" + DEFAULT_PATH : path, -1)) {
            Path candidate = ByteText.path(ByteText.path(launch.workdir(), entry), name);
            if (Files.isRegularFile(candidate)) {
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
                second = second == null ? candidate : second;
            }
        }
        return second;
    }

    static void checkNul(Launch launch) throws StartFailed {
        for (String arg : launch.argv()) {
            if (arg.indexOf('\0') >= 0) {
                throw new StartFailed(StartFailed.NOT_RUNNABLE, "an argument of the command holds a NUL character");
            }
        }
        for (var entry : launch.env().entrySet()) {
            String key = entry.getKey();
            if (key.isEmpty() || key.indexOf('=') >= 0 || key.indexOf('\0') >= 0) {
                throw new StartFailed(
                        StartFailed.NOT_RUNNABLE,
                        "not a name for an environment variable: '" + key.replace('\0', '?') + "'");
            }
            if (entry.getValue().indexOf('\0') >= 0) {
                throw new StartFailed(
                        StartFailed.NOT_RUNNABLE, "the environment variable " + key + " holds a NUL character");
            }
        }
    }
}
