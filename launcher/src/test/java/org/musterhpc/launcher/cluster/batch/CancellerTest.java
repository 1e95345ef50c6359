package org.musterhpc.launcher.cluster.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.cluster.batch.Surplus.Span;
import org.musterhpc.launcher.cluster.batch.scheduler.Scheduler;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.testkit.Ceiling;

/** Time is what the test says: with every pause the scheduler's next answer comes. */
class CancellerTest {
    private static final List<Span> BOTH = List.of(new Span("7[].s", 0, 2), new Span("8[].s", 0, 1));
    private static final Duration TIME = Duration.ofSeconds(7);

    @TempDir
    private Path folder;

    private final List<String> answers = new ArrayList<>();
    private FakeCommands commands;
    private Duration passed = Duration.ZERO;

    @BeforeEach
    void start() throws IOException {
        commands = new FakeCommands(folder).with("qdel", "exit 0");
    }

    /** @param states of the elements of both arrays, a letter each; {@code ?}: qstat does not answer */
    private Canceller after(String... states) throws IOException {
        answers.addAll(List.of(states));
        next();
        Scheduler scheduler =
                new Scheduler(Dialects.named("pbs").orElseThrow(), commands, new Retries(time -> {}), Ceiling.TIME);
        return new Canceller(scheduler, time -> {
            passed = passed.plus(time);
            next();
        });
    }

    private void next() {
        String now = answers.size() > 1 ? answers.remove(0) : answers.get(0);
        try {
            if (now.equals("?")) {
                commands.with("qstat", "echo 'cannot connect to server s (errno=15010)' >&2; exit 255");
            } else {
                commands.with(
                        "qstat",
                        "case \"$*\" in *7*) echo '" + json(7, now.substring(0, 3)) + "';; *) echo '"
                                + json(8, now.substring(3)) + "';; esac");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(int array, String states) {
        StringBuilder jobs = new StringBuilder("{\"Jobs\": {\"" + array + "[].s\": {\"job_state\": \"B\"}");
        for (int i = 0; i < states.length(); i++) {
            jobs.append(", \"" + array + "[" + i + "].s\": {\"job_state\": \"" + states.charAt(i) + "\"}");
        }
        return jobs.append("}}").toString();
    }

    private List<List<String>> cancelled() {
        return commands.ran.stream()
                .filter(words -> words.get(0).equals("qdel"))
                .map(words -> words.subList(1, words.size()))
                .toList();
    }

    @Test
    void whatIsJustLeavingIsLeftAlone() throws IOException {
        assertThat(after("RERXX", "EXEXX").cancel(BOTH, 0)).isTrue();
        assertThat(cancelled()).isEmpty();
        assertThat(passed).isLessThan(TIME);
    }

    @Test
    void whatStillRunsAfterSomeSecondsIsCancelled() throws IOException {
        assertThat(after("RRRXX", "RREXX", "XREXX", "XRXXX").cancel(BOTH, 0)).isTrue();
        assertThat(cancelled()).containsExactly(List.of("7[1].s"));
        assertThat(passed).isEqualTo(TIME);
    }

    @Test
    void whatHasNotBegunIsCancelledAtOnceAndWholeWhereNothingElseIsThere() throws IOException {
        assertThat(after("RQHQQ", "EXXXX").cancel(BOTH, 0)).isTrue();
        assertThat(cancelled()).containsExactly(List.of("8[].s"), List.of("7[2].s", "7[1].s"));
    }

    @Test
    void whatBeganMeanwhileIsCancelledInTheEnd() throws IOException {
        assertThat(after("RXXQQ", "RXXRX").cancel(BOTH, 0)).isTrue();
        assertThat(cancelled()).containsExactly(List.of("8[].s"), List.of("8[0].s"), List.of("7[0].s"));
    }

    @Test
    void asManyAsAreWantedStayAndLeavingOnesAreNotCounted() throws IOException {
        assertThat(after("RRRER").cancel(BOTH, 2)).isTrue();
        assertThat(cancelled()).containsExactly(List.of("8[1].s"), List.of("7[2].s"));
    }

    @Test
    void silenceCancelsNothingAndIsNotAskedForLong() throws IOException {
        assertThat(after("?").cancel(BOTH, 0)).isFalse();
        assertThat(cancelled()).isEmpty();
        assertThat(passed).isLessThan(TIME);
    }

    @Test
    void nothingIsAskedWhereNothingIsThere() throws IOException {
        assertThat(after("?").cancel(List.of(), 0)).isTrue();
        assertThat(commands.ran).isEmpty();
    }

    @Test
    void ofThoseThatWaitAloneNoneThatRunsIsCancelled() throws IOException {
        assertThat(after("RQHQQ").cancelWaiting(BOTH, 0)).isEqualTo(4);
        assertThat(cancelled()).containsExactly(List.of("8[].s"), List.of("7[2].s", "7[1].s"));
    }

    @Test
    void ofThoseThatWaitTheYoungestAreCancelledAndThoseThatRunCountAsStaying() throws IOException {
        assertThat(after("RRQQQ").cancelWaiting(BOTH, 4)).isEqualTo(1);
        assertThat(cancelled()).containsExactly(List.of("8[1].s"));
    }

    @Test
    void ofThoseThatWaitNoneIsCancelledWhereNoneIsKnownTo() throws IOException {
        Canceller canceller = after("RRRRR", "?");
        assertThat(canceller.cancelWaiting(BOTH, 0)).isZero();
        next();
        assertThat(canceller.cancelWaiting(BOTH, 0)).isZero();
        assertThat(cancelled()).isEmpty();
    }
}
