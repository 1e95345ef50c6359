package org.musterhpc.agent.process.posix;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.environment.ByteText;

/** One call of {@code posix_spawn}: a new session, default signals, and no descriptor of ours but 0, 1 and 2. */
public final class PosixSpawn {
    /** POSIX_SPAWN_SETSIGDEF, SETSIGMASK and SETSID: the JVM blocks and ignores signals that a task must get. */
    private static final short FLAGS = 0x04 | 0x08 | 0x80;

    /** More than {@code posix_spawnattr_t} (336), {@code posix_spawn_file_actions_t} (80), {@code sigset_t} (128). */
    private static final int ROOM = 512;

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private final Memory attributes = new Memory(ROOM);
    private final Memory nothing = CStrings.one("/dev/null");

    public PosixSpawn() {
        Memory signals = new Memory(ROOM);
        attributes.clear();
        LibC.posix_spawnattr_init(attributes);
        // All bits: those two that the C library keeps for itself would else come to the task ignored.
        signals.setMemory(0, ROOM, (byte) 0xff);
        LibC.posix_spawnattr_setsigdefault(attributes, signals);
        LibC.sigemptyset(signals);
        LibC.posix_spawnattr_setsigmask(attributes, signals);
        LibC.posix_spawnattr_setflags(attributes, FLAGS);
    }

    /**
     * What to start.
     *
     * @param workdir the folder in which it runs
     */
    public record Start(Path program, List<String> argv, List<String> env, Path workdir) {}

    /** The new process's id; stdout and stderr are appended to. */
    public int start(Start what, Path stdin, Path stdout, Path stderr) throws SpawnError {
        return withActions(actions -> {
            try (Memory in = CStrings.one(ByteText.of(stdin));
                    Memory out = CStrings.one(ByteText.of(stdout.toAbsolutePath()));
                    Memory err = CStrings.one(ByteText.of(stderr.toAbsolutePath()));
                    Memory folder = CStrings.one(ByteText.of(what.workdir()))) {
                check(LibC.posix_spawn_file_actions_addopen(actions, 0, in, LibC.O_RDONLY, 0));
                check(LibC.posix_spawn_file_actions_addopen(actions, 1, out, LibC.O_WRONLY_CREAT_APPEND, 0600));
                check(
                        stdout.equals(stderr)
                                ? LibC.posix_spawn_file_actions_adddup2(actions, 1, 2)
                                : LibC.posix_spawn_file_actions_addopen(
                                        actions, 2, err, LibC.O_WRONLY_CREAT_APPEND, 0600));
                check(LibC.posix_spawn_file_actions_addchdir_np(actions, folder));
                closeOthers(actions);
                return spawn(what.program(), what.argv(), what.env(), actions);
            }
        });
    }

    /** The new process's id; stdin is our descriptor {@code stdin}, output goes to {@code /dev/null}. */
    public int startReading(int stdin, Path program, List<String> argv, List<String> env) throws SpawnError {
        return withActions(actions -> {
            check(LibC.posix_spawn_file_actions_adddup2(actions, stdin, 0));
            check(LibC.posix_spawn_file_actions_addopen(actions, 1, nothing, LibC.O_WRONLY_CREAT_APPEND, 0));
            check(LibC.posix_spawn_file_actions_adddup2(actions, 1, 2));
            closeOthers(actions);
            return spawn(program, argv, env, actions);
        });
    }

    private int spawn(Path program, List<String> argv, List<String> env, Memory actions) throws SpawnError {
        try (Memory path = CStrings.one(ByteText.of(program));
                Memory arguments = CStrings.array(argv);
                Memory variables = CStrings.array(env);
                Memory pid = new Memory(8)) {
            int error = LibC.posix_spawn(pid, path, actions, attributes, arguments, variables);
            if (error == LibC.ENOEXEC && !program.equals(ShellPaths.PATH)) {
                // A script without "#!": shells and execvp(3) hand it to sh, so do we.
                List<String> throughShell = new ArrayList<>(List.of("sh", ByteText.of(program)));
                throughShell.addAll(argv.subList(1, argv.size()));
                return spawn(ShellPaths.PATH, throughShell, env, actions);
            }
            check(error);
            return pid.getInt(0);
        }
    }

    /** Descriptors are closed by hand where glibc is older than 2.34: sockets of the JVM are not close-on-exec. */
    private static void closeOthers(Memory actions) throws SpawnError {
        if (LibC.HAS_CLOSE_FROM) {
            check(LibC.CloseFrom.posix_spawn_file_actions_addclosefrom_np(actions, 3));
            return;
        }
        try (DirectoryStream<Path> open = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path entry : open) {
                int fd = Integer.parseInt(entry.getFileName().toString());
                if (fd > 2) {
                    check(LibC.posix_spawn_file_actions_addclose(actions, fd));
                }
            }
        } catch (IOException unreadable) {
            throw new SpawnError(0, "cannot list " + OPEN_FILES, unreadable);
        }
    }

    private static int withActions(Step step) throws SpawnError {
        try (Memory actions = new Memory(ROOM)) {
            check(LibC.posix_spawn_file_actions_init(actions));
            try {
                return step.start(actions);
            } finally {
                LibC.posix_spawn_file_actions_destroy(actions);
            }
        }
    }

    private static void check(int error) throws SpawnError {
        if (error != 0) {
            throw new SpawnError(error, LibC.message(error), null);
        }
    }

    private interface Step {
        int start(Memory actions) throws SpawnError;
    }
}
