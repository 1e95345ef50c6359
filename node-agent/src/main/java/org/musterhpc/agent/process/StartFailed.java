package org.musterhpc.agent.process;

/** A task could not be started; the message says why in words for its author. */
public final class StartFailed extends Exception {
    /** The statuses by which shells say the same. */
    static final int NOT_FOUND = 127;

    static final int NOT_RUNNABLE = 126;

    /** Neither: what failed is this node. */
    static final int NODE = 0;

    private static final long serialVersionUID = 1;
    private final int status;

    /** @param status what a shell would have ended with, where the launch itself is at fault; else 0 */
    public StartFailed(int status, String reason) {
        super(reason);
        this.status = status;
    }

    /** Nothing can be started here, whatever it is. */
    public StartFailed(String reason, Throwable cause) {
        super(reason, cause);
        this.status = NODE;
    }

    /** @param error of {@code posix_spawn} or {@code execve} for a program that is there */
    static StartFailed because(int error, String what, Launch launch) {
        return switch (error) {
            case Errno.E2BIG -> new StartFailed(NOT_RUNNABLE, what + ": " + tooLong(launch));
            case Errno.ENOENT ->
                new StartFailed(NOT_FOUND, what + ": the interpreter that its first line names is not there");
            case Errno.EACCES,
                    Errno.ENOEXEC,
                    Errno.ENOTDIR,
                    Errno.EISDIR,
                    Errno.ELOOP,
                    Errno.ENAMETOOLONG,
                    Errno.ETXTBSY -> new StartFailed(NOT_RUNNABLE, what);
            default -> new StartFailed(NODE, what);
        };
    }

    private static String tooLong(Launch launch) {
        long words =
                launch.argv().stream().mapToLong(word -> word.length() + 1L).sum();
        long variables = launch.env().entrySet().stream()
                .mapToLong(entry -> entry.getKey().length() + entry.getValue().length() + 2L)
                .sum();
        return "its arguments have " + words + " characters, its variables " + variables
                + "; Linux takes 128 KiB in one of them, and some 2 MiB in all: hand long values over in a file";
    }

    /** What a shell would have ended with, where the launch itself is at fault; {@link #NODE} where it is not. */
    public int status() {
        return status;
    }

    /** Numbers of Linux. */
    static final class Errno {
        static final int ENOENT = 2;
        static final int E2BIG = 7;
        static final int ENOEXEC = 8;
        static final int EACCES = 13;
        static final int ENOTDIR = 20;
        static final int EISDIR = 21;
        static final int ETXTBSY = 26;
        static final int ENAMETOOLONG = 36;
        static final int ELOOP = 40;

        private Errno() {}
    }
}
