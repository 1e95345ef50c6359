package org.musterhpc.systemtests.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Processes of this machine, as {@code /proc} tells; only those that a round started are ever named to it. */
final class Procs {
    private Procs() {}

    /** {@code kill -SIGNAL}; a process that has just ended is none of our business. */
    static void signal(String signal, long pid) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process and all that descend from it, children last. */
    static List<Long> tree(long pid) {
        List<Long> all = new ArrayList<>(List.of(pid));
        ProcessHandle.of(pid)
                .ifPresent(
                        process -> process.descendants().map(ProcessHandle::pid).forEach(all::add));
        return all;
    }

    /** Where a process stands; empty where it has ended. */
    static Optional<Path> folder(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .replace('\0', ' ')
                    .trim();
        } catch (IOException gone) {
            return "";
        }
    }

    /** Resident memory in KiB; 0 where the process has ended. */
    static long memory(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException gone) {
            return 0;
        }
    }

    /** Processes, other than this one, that stand in the folder or name it. */
    static List<Long> of(Path folder) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid())
                .filter(pid -> folder(pid).filter(cwd -> cwd.startsWith(folder)).isPresent()
                        || commandLine(pid).contains(folder.toString()))
                .toList();
    }
}
