package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.function.Consumer;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.NumberedLines.NotUtf8Exception;

/** A text file, a task a line; blank lines are left out, and those that begin with the sign for a comment. */
public final class LinesSource implements Source {
    /** What the parameter is called where {@code as:} does not say. */
    public static final String NAME = "line";

    private final DataFile file;
    private final String as;
    private final String comments;

    /** @param comments what a line begins with that is no task; empty: every line is one */
    public LinesSource(Spot at, String file, String as, String comments) {
        this.file = DataFile.of(at, file);
        this.as = as;
        this.comments = comments;
    }

    @Override
    public Spot at() {
        return file.at();
    }

    @Override
    public Set<String> names() {
        return Set.of(as);
    }

    @Override
    public void rows(Consumer<Row> sink) {
        try (InputStream in = file.open()) {
            NumberedLines.read(in, (number, text) -> {
                if (comments.isEmpty() || !text.startsWith(comments)) {
                    sink.accept(Single.row(as, TextNode.valueOf(text), file.line(number)));
                }
            });
        } catch (NotUtf8Exception e) {
            throw file.line(0).usage(e.what(), e.advice());
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    @Override
    public Problem empty() {
        return at().usage(file.path() + " has no lines", "write a line a task into it");
    }
}
