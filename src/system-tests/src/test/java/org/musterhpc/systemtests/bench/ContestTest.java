package org.musterhpc.systemtests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.bench.Contest.Absent;
import org.musterhpc.systemtests.bench.Contest.Aim;
import org.musterhpc.systemtests.bench.Contest.Contender;
import org.musterhpc.systemtests.bench.Contest.Effort;
import org.musterhpc.systemtests.bench.Contest.Figure;

class ContestTest {
    private final List<String> turns = new ArrayList<>();

    private Contender contender(String name, double... figures) {
        return new Contender(name, () -> {
            turns.add(name);
            return figures[(int) turns.stream().filter(name::equals).count() - 1];
        });
    }

    private static String table(Contest contest, Map<String, Figure> figures) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Table table = new Table(new PrintStream(out, true, StandardCharsets.UTF_8), false);
        table.row(contest, figures);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void takesTurnsAndTheMedian() throws Exception {
        Contest contest = new Contest(
                "x",
                "s",
                List.of(contender("muster", 3, 1, 2), contender("other", 1, 1, 1)),
                List.of(new Aim("muster", "other", false, 1.5, 0.5), new Aim("muster", "other", false, 1.5, 0)));
        Map<String, Figure> figures = contest.run(new Effort(3, Duration.ofDays(1)));
        assertThat(turns).containsExactly("muster", "other", "muster", "other", "muster", "other");
        assertThat(table(contest, figures))
                .contains("2.00", "3 rounds, 1.00 – 3.00", "0.50 ×")
                .contains("aim: muster ≤ 1.50 × other + 0.50 s: reached", "aim: muster ≤ 1.50 × other: missed");
    }

    @Test
    void whoeverCannotBeMeasuredIsNamedAndNotTriedAgain() throws Exception {
        Contest contest = new Contest(
                "x",
                "tasks/s",
                List.of(
                        contender("muster", 3, 1),
                        new Contender("gone", () -> {
                            turns.add("gone");
                            throw new Absent("no such program");
                        }),
                        new Contender("broken", () -> {
                            throw new IOException("it broke");
                        })),
                List.of(new Aim("muster", "gone", true, 5, 0)));
        Map<String, Figure> figures = contest.run(new Effort(2, Duration.ofDays(1)));
        assertThat(turns).containsExactly("muster", "gone", "muster");
        assertThat(table(contest, figures))
                .contains("absent: no such program", "absent: it broke", "aim: muster ≥ 5.00 × gone: not known");
    }

    @Test
    void beginsNoRoundAfterItsTime() throws Exception {
        Contest contest = new Contest("x", "s", List.of(contender("muster", 1, 1, 1)), List.of());
        assertThat(contest.run(new Effort(3, Duration.ZERO)).get("muster"))
                .extracting(figure -> figure.sorted().size())
                .isEqualTo(1);
    }
}
