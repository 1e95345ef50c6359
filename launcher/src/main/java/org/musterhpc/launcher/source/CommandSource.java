package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.NumberedLines.NotUtf8Exception;

/** What a shell command prints: a task a line, a table, or a JSON object a line. It runs once. */
public final class CommandSource implements Source {
    /** What the parameter is called where {@code as:} does not say. */
    public static final String NAME = "line";

    private final ShellOutput output;
    private final @Nullable Set<String> names;
    private final Reading reading;

    private interface Reading {
        void rows(DataFile printed, InputStream out, Consumer<Row> sink) throws IOException, NotUtf8Exception;
    }

    private CommandSource(Spot at, String command, @Nullable Set<String> names, Reading reading) {
        this.output = new ShellOutput(at, command);
        this.names = names;
        this.reading = reading;
    }

    /** @param comments what a line begins with that is no task; empty: every line is one */
    public static CommandSource lines(Spot at, String command, String as, String comments) {
        return new CommandSource(
                at,
                command,
                Set.of(as),
                (printed, out, sink) -> NumberedLines.read(out, (number, text) -> {
                    if (comments.isEmpty() || !text.startsWith(comments)) {
                        sink.accept(Single.row(as, TextNode.valueOf(text), at));
                    }
                }));
    }

    /** Its columns are not known before it has run. */
    public static CommandSource csv(Spot at, String command, CsvForm form) {
        return new CommandSource(
                at, command, null, (printed, out, sink) -> CsvSource.rows(printed, form, () -> out, sink));
    }

    public static CommandSource jsonl(Spot at, String command) {
        return new CommandSource(
                at,
                command,
                null,
                (printed, out, sink) -> NumberedLines.read(
                        out, (number, text) -> sink.accept(JsonlSource.row(printed.line(number), text))));
    }

    @Override
    public Spot at() {
        return output.at();
    }

    @Override
    public @Nullable Set<String> names() {
        return names;
    }

    @Override
    public void rows(Consumer<Row> sink) {
        DataFile printed = new DataFile(at(), Path.of(at() + ": what the command prints"));
        output.read(out -> reading.rows(printed, out, sink));
    }

    @Override
    public Problem empty() {
        return at().usage(
                        names == null ? "the command printed no rows" : "the command printed no lines",
                        "run it by hand: " + output.firstLine());
    }
}
