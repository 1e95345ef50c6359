package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.musterhpc.launcher.archive.ArchiveWriter;
import org.musterhpc.launcher.view.Samples;

/** A program that a signal ends at the step that its first word names; it says when it is there. */
final class EndedProgram {
    private EndedProgram() {}

    /** @param args the step, and a folder */
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[1]).resolve("file");
        switch (args[0]) {
            case "writing" -> new OutputFile(file, false).write(out -> untilItEnds());
            case "gathering" -> {
                try (ArchiveWriter archive = new ArchiveWriter(file, Samples.runs())) {
                    untilItEnds();
                    System.out.println(archive.tasks());
                }
            }
            case "making" ->
                ScratchPath.file(() -> {
                    Path made = Files.createFile(file);
                    there();
                    while (!EndSignal.came()) {
                        Thread.onSpinWait();
                    }
                    return made;
                });
            case "asking" -> ask(file, Thread.currentThread());
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void there() {
        System.out.println("there");
    }

    private static void untilItEnds() throws IOException {
        there();
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Of a command that a signal ended, long before this program hears of it. */
    private static void ask(Path file, Thread asking) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> outlast(asking)));
        there();
        try {
            EndSignal.ends(128 + 15, Integer.MAX_VALUE);
        } catch (RuntimeException e) {
            Files.writeString(file, String.valueOf(e.getMessage()));
        }
    }

    private static void outlast(Thread asking) {
        try {
            asking.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
