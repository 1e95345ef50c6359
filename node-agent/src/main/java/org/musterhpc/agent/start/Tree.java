package org.musterhpc.agent.start;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** All processes of a task: its descendants, and whatever else carries its mark in the environment. */
final class Tree {
    static final String MARK = "MUSTER_TREE";
    private static final Path PROC = Path.of("/proc");
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int ROUNDS = 50;

    private final byte[] mark;

    Tree(String value) {
        this.mark = (MARK + "=" + value).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** TERM to all, and KILL to what is left after the grace; without a grace KILL at once. */
    void kill(ProcessHandle leader, Duration grace) {
        if (!grace.isZero()) {
            alive(leader).forEach(ProcessHandle::destroy);
            long until = System.nanoTime() + grace.toNanos();
            while (System.nanoTime() < until && !alive(leader).isEmpty()) {
                pause();
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            Set<ProcessHandle> left = alive(leader);
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
            pause();
        }
    }

    private static void pause() {
        try {
            new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<ProcessHandle> alive(ProcessHandle leader) {
        Set<ProcessHandle> found = new HashSet<>();
        if (leader.isAlive()) {
            found.add(leader);
            leader.descendants().forEach(found::add);
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path one : all) {
                if (marked(one)) {
                    ProcessHandle.of(Long.parseLong(one.getFileName().toString())).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            return found;
        }
        found.removeIf(one -> !one.isAlive());
        return found;
    }

    private boolean marked(Path process) {
        try {
            byte[] environment = Files.readAllBytes(process.resolve("environ"));
            return indexOf(environment) >= 0;
        } catch (IOException e) {
            return false; // it has ended, or is another user's
        }
    }

    private int indexOf(byte[] bytes) {
        for (int i = 0; i + mark.length <= bytes.length; i++) {
            int j = 0;
            while (j < mark.length && bytes[i + j] == mark[j]) {
                j++;
            }
            if (j == mark.length) {
                return i;
            }
        }
        return -1;
    }
}
