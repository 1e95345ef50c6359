package org.musterhpc.launcher.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.testkit.fuzz.Damage;
import org.musterhpc.testkit.fuzz.Fuzz;
import org.musterhpc.testkit.fuzz.NastyText;

/** Answers of schedulers as no scheduler gives them: read without a complaint, and never as an id that could be more. */
class DialectFuzzTest {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._\\[\\]-]+");

    static Stream<Dialect> dialects() {
        return Dialects.all().stream();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void damagedAnswersAreReadOrUnknown(Dialect dialect) {
        List<Capture> captures = Capture.of(dialect);
        Fuzz.check(dialect.name(), 6_000, random -> damaged(random, NastyText.pick(captures, random)), capture -> {
            List<String> read = Reading.of(capture);
            assertThat(read).isNotEmpty();
            if (capture.operation().equals("submit")
                    && capture.dialect().submitted(capture.answer()) instanceof Submitted.Accepted accepted) {
                assertThat(accepted.array()).matches(ID);
                assertThat(accepted.array()).doesNotStartWith("-");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void longAnswersAreRead(Dialect dialect) {
        for (Capture capture : Capture.of(dialect)) {
            String line = capture.answer().out().lines().findFirst().orElse("x");
            for (String out : List.of(
                    (line + "\n").repeat(3000),
                    line.repeat(3000),
                    "9".repeat(50_000),
                    "[".repeat(50_000),
                    "{\"Jobs\":".repeat(9000))) {
                CommandResult answer = new CommandResult(capture.answer().exit(), out, out);
                Reading.of(new Capture(dialect, capture.file(), capture.ask(), List.of(), answer));
            }
        }
    }

    private static Capture damaged(Random random, Capture capture) {
        CommandResult good = capture.answer();
        CommandResult bad = new CommandResult(
                random.nextInt(4) == 0 ? random.nextInt(300) - 1 : good.exit(),
                random.nextInt(5) == 0 ? good.out() : Damage.text(random, good.out()),
                random.nextInt(3) == 0 ? Damage.text(random, good.err()) : good.err());
        return new Capture(capture.dialect(), capture.file(), capture.ask(), List.of(), bad);
    }
}
