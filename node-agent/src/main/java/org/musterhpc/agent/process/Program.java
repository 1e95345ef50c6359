package org.musterhpc.agent.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds a launch's program and checks what can be known before it is started. */
final class Program {
    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";
    private static final Pattern COLON = Pattern.compile(":");

    private Program() {}

    /** The program's file. Relative names with a slash and relative PATH entries start at the working folder. */
    static Path of(Launch launch) throws StartFailed {
        checkNul(launch);
        Path workdir = launch.workdir();
        if (!Files.isDirectory(workdir)) {
            throw new StartFailed(
                    Files.exists(workdir)
                            ? "the working folder is not a folder: " + workdir
                            : "no such working folder: " + workdir);
        }
        if (!Files.isExecutable(workdir)) {
            throw new StartFailed("no permission to enter the working folder: " + workdir);
        }
        String name = launch.argv().get(0);
        if (name.isEmpty()) {
            throw new StartFailed("the program's name is empty");
        }
        Path found = name.indexOf('/') >= 0 ? workdir.resolve(name) : onPath(name, launch);
        if (found == null) {
            throw new StartFailed("no such program on the PATH: " + name);
        }
        if (!Files.exists(found)) {
            throw new StartFailed("no such program: " + found);
        }
        if (Files.isDirectory(found)) {
            throw new StartFailed("a folder, not a program: " + found);
        }
        if (!Files.isExecutable(found)) {
            throw new StartFailed("not executable (chmod +x?): " + found);
        }
        return found.toAbsolutePath();
    }

    /** The first executable file; failing that, the first file at all, so that the message can say what is wrong. */
    private static @Nullable Path onPath(String name, Launch launch) {
        Path second = null;
        for (String entry : COLON.split(launch.env().getOrDefault("PATH", DEFAULT_PATH), -1)) {
            Path candidate = launch.workdir().resolve(entry).resolve(name);
            if (Files.isRegularFile(candidate)) {
                if (Files.isExecutable(candidate)) {
                    return candidate;
                }
                second = second == null ? candidate : second;
            }
        }
        return second;
    }

    private static void checkNul(Launch launch) throws StartFailed {
        for (String arg : launch.argv()) {
            if (arg.indexOf('\0') >= 0) {
                throw new StartFailed("an argument of the command holds a NUL character");
            }
        }
        for (var entry : launch.env().entrySet()) {
            String key = entry.getKey();
            if (key.isEmpty() || key.indexOf('=') >= 0 || key.indexOf('\0') >= 0) {
                throw new StartFailed("not a name for an environment variable: '" + key.replace('\0', '?') + "'");
            }
            if (entry.getValue().indexOf('\0') >= 0) {
                throw new StartFailed("the environment variable " + key + " holds a NUL character");
            }
        }
    }
}
