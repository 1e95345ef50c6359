package org.musterhpc.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.model.Move;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** Keeps {@code docs/states.md} what the code says; {@code -Dupdate.docs=true} writes it anew. */
class StatesDocTest {

    @Test
    void documentIsRenderedFromTheCode() throws IOException {
        Path file = TreeTest.root().resolve("docs/states.md");
        String rendered = render();
        if (Boolean.getBoolean("update.docs")) {
            Files.writeString(file, rendered);
        }
        assertThat(Files.readString(file)).isEqualTo(rendered);
    }

    private static String render() {
        StringBuilder text = new StringBuilder();
        text.append("# States and moves\n\n");
        text.append(
                "Rendered from `Move.java` by a test; change that, not this. Each task is in exactly one state.\n\n");
        text.append("```mermaid\nstateDiagram-v2\n");
        for (Move move : Move.values()) {
            String label = word(move);
            if (move.from().isEmpty()) {
                text.append("    [*] --> ")
                        .append(move.to())
                        .append(": ")
                        .append(label)
                        .append('\n');
            }
            for (State from : State.values()) {
                if (move.from().contains(from)) {
                    text.append("    " + from + " --> " + move.to() + ": " + label + "\n");
                }
            }
        }
        text.append("```\n\n| move | from | to | when |\n|---|---|---|---|\n");
        for (Move move : Move.values()) {
            text.append("| " + word(move) + " | " + from(move) + " | " + move.to() + " | " + move.cause() + " |\n");
        }
        text.append(
                "\n## Every pair\n\n`·`: not a move; the scripts refuse it, and a test tries each.\n\n| from \\ to |");
        for (State to : State.values()) {
            text.append(" ").append(to).append(" |");
        }
        text.append("\n|---|" + "---|".repeat(State.values().length) + "\n");
        for (State from : State.values()) {
            text.append("| **" + from + "** |");
            for (State to : State.values()) {
                text.append(" ").append(moves(from, to)).append(" |");
            }
            text.append('\n');
        }
        text.append("\n## Outcomes of an attempt\n\n| outcome | whose failure |\n|---|---|\n");
        for (Outcome outcome : Outcome.values()) {
            text.append("| `" + outcome + "` | " + outcome.blame().name().toLowerCase(Locale.ROOT) + " |\n");
        }
        return text.toString();
    }

    private static String word(Move move) {
        return move.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String from(Move move) {
        StringBuilder text = new StringBuilder();
        for (State state : State.values()) {
            if (move.from().contains(state)) {
                text.append(text.isEmpty() ? "" : ", ").append(state);
            }
        }
        return text.isEmpty() ? "(new)" : text.toString();
    }

    private static String moves(State from, State to) {
        StringBuilder text = new StringBuilder();
        for (Move move : Move.values()) {
            if (move.to() == to && move.from().contains(from)) {
                text.append(text.isEmpty() ? "" : ", ").append(word(move));
            }
        }
        return text.isEmpty() ? "·" : text.toString();
    }
}
