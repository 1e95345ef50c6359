package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.secret.Secrets;
import org.musterhpc.launcher.source.NumberedLines.NotUtf8Exception;

/** What a shell command prints, a task a line; it runs in the campaign file's folder. */
public record CommandSource(Spot at, String command, String as) implements Source {
    /** What the parameter is called where {@code as:} does not say. */
    public static final String NAME = "line";

    private static final int LAST_WORDS = 4096;

    @Override
    public Set<String> names() {
        return Set.of(as);
    }

    @Override
    public void rows(Consumer<Row> sink) {
        try {
            Path errors = Files.createTempFile("muster-", ".err");
            try {
                run(sink, errors);
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (NotUtf8Exception e) {
            throw at.usage("what the command prints " + e.what(), e.advice());
        } catch (IOException e) {
            throw at.usage("the command cannot be run: " + e.getMessage(), "run it by hand: " + command);
        }
    }

    private void run(Consumer<Row> sink, Path errors) throws IOException, NotUtf8Exception {
        File folder = at.folder().toFile();
        Process process = Secrets.kept(new ProcessBuilder("sh", "-c", command))
                .directory(folder)
                .redirectInput(new File("/dev/null"))
                .redirectError(errors.toFile())
                .start();
        try {
            NumberedLines.read(
                    process.getInputStream(),
                    (number, text) -> sink.accept(Single.row(as, TextNode.valueOf(text), at)));
            int status = process.waitFor();
            if (status != 0) {
                String last = lastLine(errors);
                throw at.usage(
                        "the command ended with status " + status + (last.isEmpty() ? "" : ": " + last),
                        "run it by hand in " + folder + ": "
                                + command.lines().findFirst().orElse(""));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw at.usage("the command was interrupted", "submit again");
        } finally {
            stop(process);
        }
    }

    /** Where a row was refused the command still runs, and what it started may. */
    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String lastLine(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, Files.size(file) - LAST_WORDS));
            String end = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return end.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce("", (a, b) -> b);
        }
    }

    @Override
    public Problem empty() {
        return at.usage(
                "the command printed no lines",
                "run it by hand: " + command.lines().findFirst().orElse(""));
    }
}
