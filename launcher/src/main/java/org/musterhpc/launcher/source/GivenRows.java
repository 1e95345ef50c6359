package org.musterhpc.launcher.source;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.NumberedLines.NotUtf8Exception;

/** Rows that are named on the command line: JSON objects, a line each. Those of a stream can be read once. */
public final class GivenRows implements Source {
    private final Spot at;
    private final Opening opening;
    private final boolean lines;

    private interface Opening {
        InputStream open() throws IOException;
    }

    private GivenRows(Spot at, boolean lines, Opening opening) {
        this.at = at;
        this.lines = lines;
        this.opening = opening;
    }

    /** A single one, as text. */
    public static Source params(String option, String text) {
        byte[] bytes = text.replace('\n', ' ').getBytes(StandardCharsets.UTF_8);
        return new GivenRows(new Spot(Path.of(option), 0), false, () -> new ByteArrayInputStream(bytes));
    }

    public static Source jsonl(Path file) {
        return new GivenRows(new Spot(file, 0), true, () -> opened(file));
    }

    /** A pipe, such as {@code <(…)} of a shell, wants a stream that does not seek. */
    private static InputStream opened(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).isOther()
                ? new FileInputStream(file.toFile())
                : Files.newInputStream(file);
    }

    /** @param name of the stream, for a person */
    public static Source jsonl(String name, InputStream stream) {
        return new GivenRows(new Spot(Path.of(name), 0), true, () -> stream);
    }

    /** A table with commas and a header. */
    public static Source csv(Path file) {
        return new CsvSource(new Spot(file, 0), file.getFileName().toString(), CsvForm.COMMAS);
    }

    @Override
    public Spot at() {
        return at;
    }

    @Override
    public @Nullable Set<String> names() {
        return null;
    }

    @Override
    public void rows(Consumer<Row> sink) {
        try (InputStream in = opening.open()) {
            NumberedLines.read(
                    in,
                    (number, text) -> sink.accept(JsonlSource.row(
                            lines ? new Spot(at.file(), (int) Math.min(number, Integer.MAX_VALUE)) : at, text)));
        } catch (NotUtf8Exception e) {
            throw at.usage(e.what(), e.advice());
        } catch (IOException e) {
            throw new DataFile(at, at.file()).unreadable(e);
        }
    }
}
