package org.musterhpc.systemtests.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a secret in the arguments and the environment of every process of this machine while something runs, at the
 * rights of folders in the shared folder for temporary files, and afterwards in files.
 */
public final class Leaks implements AutoCloseable {
    private final String secret;
    private final Set<String> found = new ConcurrentSkipListSet<>();
    private final Thread watcher = new Thread(this::watch, "leaks");
    private static final Duration PAUSE = Duration.ofMillis(20);

    private volatile boolean over;
    private final AtomicInteger rounds = new AtomicInteger();

    public Leaks(String secret) {
        this.secret = secret;
        watcher.setDaemon(true);
        watcher.start();
    }

    /** What was seen: {@code arguments} or {@code environment}, and the process' arguments; or a folder that is open. */
    public Set<String> found() {
        return found;
    }

    /** How often all processes were looked at. */
    public int rounds() {
        return rounds.get();
    }

    private void watch() {
        while (!over) {
            for (Path process : processes()) {
                String arguments;
                String environment;
                do {
                    arguments = text(process.resolve("cmdline"));
                    environment = text(process.resolve("environ"));
                    // It became another program in between: what was read belongs to no one program.
                } while (!arguments.equals(text(process.resolve("cmdline"))));
                if (arguments.contains(secret)) {
                    found.add("arguments: " + arguments.replace('\0', ' '));
                }
                if (environment.contains(secret)) {
                    found.add("environment: " + arguments.replace('\0', ' '));
                }
            }
            open(Path.of(System.getProperty("java.io.tmpdir")));
            rounds.incrementAndGet();
            // Others have to get on, too: what is looked for lives longer than this.
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Ours are called {@code muster-}; those of the tests {@code muster-e2e} and {@code muster-fake}. */
    private void open(Path temporary) {
        try (Stream<Path> all = Files.list(temporary)) {
            all.filter(file -> file.getFileName().toString().matches("muster-([0-9a-f]{8}-|verify|source).*"))
                    .forEach(file -> {
                        try {
                            String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                            if (!rights.endsWith("------")) {
                                found.add(rights + " " + file);
                            }
                        } catch (IOException gone) {
                            return;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> processes() {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Files below the folder that hold the secret. */
    public List<Path> files(Path folder) throws IOException {
        List<Path> holding = new ArrayList<>();
        walk(folder, (file, rights) -> {
            if (Files.isRegularFile(file) && text(file).contains(secret)) {
                holding.add(file);
            }
        });
        return holding;
    }

    /** Files and folders, with the folder itself, that others than their owner may do something with. */
    public static List<String> open(Path folder, String except) throws IOException {
        List<String> open = new ArrayList<>();
        walk(folder, (file, rights) -> {
            if (!rights.endsWith("------") && !file.toString().matches(except)) {
                open.add(rights + " " + file);
            }
        });
        return open;
    }

    private interface Look {
        void at(Path file, String rights);
    }

    private static void walk(Path folder, Look look) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path file, BasicFileAttributes attributes) throws IOException {
                return visitFile(file, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink()) {
                    return FileVisitResult.CONTINUE;
                }
                String rights;
                try {
                    rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                } catch (NoSuchFileException gone) {
                    return FileVisitResult.CONTINUE;
                }
                look.at(file, rights);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path file, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() {
        over = true;
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
