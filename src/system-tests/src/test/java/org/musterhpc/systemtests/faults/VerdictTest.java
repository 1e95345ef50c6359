package org.musterhpc.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the checks see what they are there to see. */
class VerdictTest {
    private static final Map<String, String> ONE = Map.of("main/1", "DONE");

    private static JsonNode result(String id, String state, String outcome, int attempt) {
        String json = "{\"id\":\"%s\",\"state\":\"%s\",\"outcome\":\"%s\",\"attempt\":%d}"
                .formatted(id, state, outcome, attempt);
        try {
            return JsonMapper.builder().build().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode done(int attempt) {
        return result("main/1", "DONE", "OK", attempt);
    }

    private static Verdict verdict(List<JsonNode> results, Map<String, String> history, String... lines) {
        return Verdict.of(ONE, Books.of(results, history), RanLog.of(List.of(lines)), Map.of(), false);
    }

    private static final Map<String, String> LOST_ONCE = Map.of("main/1", "{\"attempt\":1,\"outcome\":\"NODE_LOST\"}");

    @Test
    void taskThatRanOnceAndIsDoneIsFine() {
        Verdict verdict = verdict(List.of(done(1)), Map.of(), "main/1 1 10.5");
        assertThat(verdict.good()).isTrue();
        assertThat(verdict.again()).isEmpty();
    }

    @Test
    void taskWithoutResultIsLost() {
        assertThat(verdict(List.of(), Map.of(), "main/1 1 10.5").lost()).containsExactly("main/1");
    }

    @Test
    void taskThatDiedWithoutCauseIsLost() {
        assertThat(verdict(List.of(result("main/1", "DEAD", "SIGNAL", 1)), Map.of(), "main/1 1 1.0")
                        .lost())
                .hasSize(1);
    }

    @Test
    void secondResultOfATaskIsSeen() {
        Verdict verdict = verdict(List.of(done(1), done(1)), Map.of(), "main/1 1 10.5");
        assertThat(verdict.recordedTwice()).containsExactly("main/1");
        assertThat(verdict.good()).isFalse();
    }

    @Test
    void resultOfATaskThatWasNeverSentIsWrong() {
        assertThat(verdict(List.of(done(1), result("main/2", "DONE", "OK", 1)), Map.of(), "main/1 1 1.0")
                        .wrong())
                .hasSize(1);
    }

    @Test
    void sameAttemptTwiceIsWrongUnlessRedisHasForgotten() {
        String[] lines = {"main/1 1 10.5", "main/1 1 12.5"};
        assertThat(verdict(List.of(done(1)), Map.of(), lines).wrong()).hasSize(1);
        Verdict forgotten =
                Verdict.of(ONE, Books.of(List.of(done(1)), Map.of()), RanLog.of(List.of(lines)), Map.of(), true);
        assertThat(forgotten.good()).isTrue();
        assertThat(forgotten.again()).containsExactly(new Verdict.Again(10.5, 12.5));
    }

    private static Verdict doubled(List<String> agents, String... lines) {
        JsonNode result = ((ObjectNode) done(1)).put("agent", "b");
        RanLog ran = RanLog.of(List.of(lines));
        return Verdict.of(ONE, Books.of(List.of(result), Map.of()), ran, Map.of("main/1", agents), false);
    }

    @Test
    void secondAttemptThatWasGivenIsNoRepetition() {
        Verdict verdict = doubled(List.of("b"), "main/1 1 10.5 0", "main/1 1 12.5 1");
        assertThat(verdict.good()).as(verdict.complaint()).isTrue();
        assertThat(verdict.again()).isEmpty();
        assertThat(verdict.seconds()).containsExactly(new Verdict.Second("main/1", true));
        assertThat(doubled(List.of("a"), "main/1 1 10.5 0", "main/1 1 12.5 1").seconds())
                .containsExactly(new Verdict.Second("main/1", false));
    }

    @Test
    void secondAttemptThatNobodyWasGivenIsWrong() {
        assertThat(doubled(List.of(), "main/1 1 10.5 0", "main/1 1 12.5 1").wrong())
                .containsExactly("main/1 had 1 second attempts, and was given to []");
        assertThat(doubled(List.of("b"), "main/1 1 10.5 0", "main/1 1 12.5 1", "main/1 1 13.5 1")
                        .wrong())
                .hasSize(1);
    }

    @Test
    void firstAttemptTwiceIsWrongAlsoWhereASecondWasGiven() {
        assertThat(doubled(List.of("b"), "main/1 1 10.5 0", "main/1 1 12.5 0").wrong())
                .containsExactly("main/1 ran twice as attempt 1");
        assertThat(doubled(List.of("b"), "main/1 1 10.5 0", "main/1 2 12.5 1").wrong())
                .containsExactly("main/1 ran as attempt 2, of 1 recorded");
    }

    @Test
    void attemptThatIsNotRecordedIsWrong() {
        assertThat(verdict(List.of(done(1)), Map.of(), "main/1 1 10.5", "main/1 2 12.5")
                        .wrong())
                .hasSize(1);
    }

    @Test
    void outcomeOfAnAttemptThatNeverRanIsWrong() {
        assertThat(verdict(List.of(done(2)), LOST_ONCE, "main/1 1 10.5").wrong())
                .containsExactly("main/1: attempt 2 is recorded as OK and never ran");
    }

    @Test
    void repetitionAfterALossIsCountedAndAllowed() {
        Verdict verdict = verdict(List.of(done(2)), LOST_ONCE, "main/1 1 10.5", "main/1 2 12.5");
        assertThat(verdict.good()).isTrue();
        assertThat(verdict.again()).containsExactly(new Verdict.Again(10.5, 12.5));
    }

    @Test
    void lossBeforeTheStartIsNoRepetition() {
        Verdict verdict = verdict(List.of(done(2)), LOST_ONCE, "main/1 2 12.5");
        assertThat(verdict.good()).isTrue();
        assertThat(verdict.again()).isEmpty();
    }

    @Test
    void repetitionThatTheTaskAskedForIsNotCounted() {
        Verdict verdict = verdict(
                List.of(done(2)),
                Map.of("main/1", "{\"attempt\":1,\"outcome\":\"EXIT\"}"),
                "main/1 1 10.5",
                "main/1 2 12.5");
        assertThat(verdict.good()).isTrue();
        assertThat(verdict.again()).isEmpty();
    }
}
