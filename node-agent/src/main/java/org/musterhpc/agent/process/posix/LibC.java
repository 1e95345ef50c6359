package org.musterhpc.agent.process.posix;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** The functions of glibc that processes need. Numbers are those of Linux on LP64 (x86-64, aarch64, ppc64le). */
public final class LibC {
    public static final int EINTR = 4;
    static final int ENOEXEC = 8;
    public static final int ECHILD = 10;
    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;
    static final int O_WRONLY_CREAT_APPEND = 1 | 0100 | 02000;
    static final int O_RDONLY = 0;
    public static final int O_CLOEXEC = 02000000;
    public static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final long KCMP = kcmp();
    private static final long KCMP_VM = 1;

    static {
        // By its whole name JNA need not look for it, for which it would start ldconfig.
        System.setProperty("jna.platform.library.path", "");
        NativeLibrary c = NativeLibrary.getInstance("libc.so.6");
        // addchdir_np: glibc 2.29; without it this class fails to load, and the portable spawner serves.
        Native.register(LibC.class, c);
        HAS_CLOSE_FROM = registered(CloseFrom.class, c);
    }

    /** Whether {@link CloseFrom} can be used. */
    static final boolean HAS_CLOSE_FROM;

    /** What glibc has since 2.34. */
    static final class CloseFrom {
        private CloseFrom() {}

        static native int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);
    }

    private LibC() {}

    static native int posix_spawn(Pointer pid, Pointer path, Pointer actions, Pointer attr, Pointer argv, Pointer env);

    static native int posix_spawnattr_init(Pointer attr);

    static native int posix_spawnattr_setflags(Pointer attr, short flags);

    static native int posix_spawnattr_setsigdefault(Pointer attr, Pointer signals);

    static native int posix_spawnattr_setsigmask(Pointer attr, Pointer signals);

    static native int sigemptyset(Pointer signals);

    static native int posix_spawn_file_actions_init(Pointer actions);

    static native int posix_spawn_file_actions_destroy(Pointer actions);

    static native int posix_spawn_file_actions_addopen(Pointer actions, int fd, Pointer path, int flags, int mode);

    static native int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

    static native int posix_spawn_file_actions_addchdir_np(Pointer actions, Pointer path);

    static native int posix_spawn_file_actions_addclose(Pointer actions, int fd);

    public static native int wait4(int pid, Pointer status, int options, Pointer usage);

    public static native int getrusage(int who, Pointer usage);

    public static native int kill(int pid, int signal);

    public static native int prctl(int option, long a, long b, long c, long d);

    static native int prlimit(int pid, int resource, @Nullable Pointer set, @Nullable Pointer old);

    static native long syscall(long number, long a, long b, long c, long d, long e);

    public static native int pipe2(Pointer fds, int flags);

    public static native long write(int fd, Pointer bytes, long count);

    public static native int close(int fd);

    static native Pointer strerror(int errno);

    /** Whether two processes have one memory: between a {@code vfork} and its {@code exec}. False where nobody tells. */
    public static boolean shareMemory(int one, int other) {
        return KCMP >= 0 && syscall(KCMP, one, other, KCMP_VM, 0, 0) == 0;
    }

    private static long kcmp() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64" -> 312;
            case "aarch64" -> 272;
            case "ppc64le" -> 354;
            default -> -1;
        };
    }

    public static String message(int errno) {
        return strerror(errno).getString(0);
    }

    private static boolean registered(Class<?> functions, NativeLibrary library) {
        try {
            Native.register(functions, library);
            return true;
        } catch (UnsatisfiedLinkError absent) {
            return false;
        }
    }
}
