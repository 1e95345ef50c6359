package org.musterhpc.launcher.advice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.history.Attempted;
import org.musterhpc.launcher.history.CampaignHistory;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetryRule;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;

/** Histories of which it is known what would have been best to ask for. */
class AdvisorTest {
    private static final long GIB = 1L << 30;

    private final CampaignHistory history = new CampaignHistory(List.of("match"));
    private Duration walltime = Duration.ofHours(1);
    private @Nullable Long memory = 4 * GIB;
    private int cpus = 1;
    private Map<Outcome, RetryRule> on = Map.of();

    private Advice advice() {
        Stage stage = new Stage(
                "match",
                new TaskCommand.Shell("./match.sh"),
                new Stage.ShellSetting("/work", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(walltime, cpus, memory, 0, Map.of("licence", 2)),
                List.of(),
                List.of(),
                new RetrySettings(3, 20, Duration.ofSeconds(1), on),
                null,
                List.of(),
                0);
        return Advisor.of(new Campaign("apollo", "d", "me", Attempted.NOON, List.of(stage)), history);
    }

    private void attempts(int count, Outcome outcome, double wallS, long bytes) {
        for (int i = 0; i < count; i++) {
            history.ended(new Attempted("match", outcome, i * 500L, wallS, bytes).ending("match/" + i, "a" + i % 4));
        }
    }

    private List<Advice.Suggestion> suggested() {
        return advice().stages().get(0).suggestions();
    }

    private String said() {
        return String.join("\n", advice().stages().get(0).sentences());
    }

    @Test
    void muchMoreThanIsUsedIsAskedFor() {
        attempts(985, Outcome.OK, 60, GIB / 2);
        attempts(15, Outcome.OK, 245, GIB * 11 / 10);
        assertThat(suggested())
                .containsExactly(
                        new Advice.Suggestion("walltime", "1h", "6m"), new Advice.Suggestion("memory", "4G", "2G"));
        assertThat(said())
                .contains("99% took no more than 4:")
                .contains("and 1h was asked: ask 6m")
                .contains("of 4G: ask 2G");
        assertThat(advice().yaml())
                .isEqualTo(
                        "stages:\n  match:\n    walltime: 6m\n    resources:\n      cpus: 1\n      memory: 2G\n      licence: 2\n");
    }

    /** Whatever the distribution: the advice covers 99% with room, is within a factor of two of that, and nobody is cut off who is near. */
    @Test
    void adviceIsNearTheBestForManyDistributions() {
        Random random = new Random(11);
        for (int round = 0; round < 30; round++) {
            double median = Math.exp(2 + random.nextDouble() * 4);
            double spread = random.nextDouble() * 0.8;
            CampaignHistory seen = new CampaignHistory(List.of("match"));
            double[] walls = new double[2_000];
            for (int i = 0; i < walls.length; i++) {
                walls[i] = median * Math.exp(spread * random.nextGaussian());
                seen.ended(Attempted.ok("match", i, walls[i]).ending("match/" + i, "a"));
            }
            Arrays.sort(walls);
            double p99 = walls[1979];
            WalltimeAdvice.Answer answer =
                    new WalltimeAdvice(Duration.ofDays(7), true, seen.stages().get("match")).answer(true);
            assertThat(answer).isNotNull();
            assertThat(answer.to().toSeconds())
                    .as("median %s, spread %s, p99 %s", median, spread, p99)
                    .isBetween((long) (1.3 * p99), (long) Math.max(3.5 * p99, 20));
        }
    }

    @Test
    void fewThatTakeFarLongerRunAgainWhereTheRuleGivesThemMore() {
        attempts(1_000, Outcome.OK, 60, 0);
        attempts(3, Outcome.OK, 1_800, 0);
        assertThat(suggested()).containsExactly(new Advice.Suggestion("walltime", "1h", "2m"));
        assertThat(said()).contains("3 of 1,003 took longer, and would run again with more");
    }

    @Test
    void nobodyIsCutOffWhereTheRuleGivesNoMore() {
        on = Map.of(Outcome.WALLTIME, new RetryRule.Never());
        attempts(1_000, Outcome.OK, 60, 0);
        attempts(3, Outcome.OK, 1_800, 0);
        assertThat(suggested()).containsExactly(new Advice.Suggestion("walltime", "1h", "35m"));
    }

    @Test
    void whatRanOutOfItAsksForMore() {
        walltime = Duration.ofMinutes(10);
        attempts(90, Outcome.OK, 500, 3 * GIB);
        attempts(10, Outcome.WALLTIME, 600, 0);
        attempts(5, Outcome.OOM, 300, 4 * GIB);
        assertThat(suggested())
                .containsExactly(
                        new Advice.Suggestion("walltime", "10m", "15m"), new Advice.Suggestion("memory", "4G", "8G"));
        assertThat(said())
                .contains("10 attempts ran out of 10m: ask 15m")
                .contains("5 attempts ran out of memory of 4G");
    }

    @Test
    void whatHangsDoesNotAskForMore() {
        attempts(990, Outcome.OK, 60, 0);
        attempts(4, Outcome.WALLTIME, 3_600, 0);
        assertThat(suggested()).containsExactly(new Advice.Suggestion("walltime", "1h", "2m"));
        assertThat(said()).contains("4 attempts ran into it all the same: more will not help");
    }

    @Test
    void tooFewSayNothingButThatTheyAreTooFew() {
        attempts(19, Outcome.OK, 1, 1_000_000_000);
        Advice.OfStage stage = advice().stages().get(0);
        assertThat(stage.enough()).isFalse();
        assertThat(stage.ok()).isEqualTo(19);
        assertThat(stage.suggestions()).isEmpty();
        assertThat(advice().yaml()).isEmpty();
        attempts(1, Outcome.OK, 1, 1_000_000_000);
        assertThat(advice().stages().get(0).enough()).isTrue();
    }

    @Test
    void whatIsRightStaysAsItIs() {
        walltime = Duration.ofMinutes(2);
        memory = GIB;
        attempts(100, Outcome.OK, 80, 800_000_000);
        assertThat(suggested()).isEmpty();
        assertThat(said()).contains("as it should be");
        assertThat(advice().changes()).isFalse();
    }

    @Test
    void processorsThatAreNotUsedAreGivenBack() {
        cpus = 4;
        walltime = Duration.ofMinutes(2);
        memory = null;
        attempts(100, Outcome.OK, 80, 0); // half of one
        assertThat(suggested()).containsExactly(new Advice.Suggestion("cpus", "4", "1"));
    }

    @Test
    void fullSlotsSayWhatTwiceAsManyWouldHaveSaved() {
        walltime = Duration.ofMinutes(2);
        memory = null;
        for (int i = 0; i < 400; i++) {
            Attempt attempt =
                    new Attempted("match", Outcome.OK, i / 4 * 60_000L, 60, 0).by("a", "/l/slot-" + i % 4 + ".log");
            history.earlier("match", attempt);
        }
        assertThat(advice().capacity())
                .singleElement()
                .asString()
                .contains("8 slots instead of 4 would have saved about 50:0")
                .contains("muster scale apollo --cluster cosma --elements 2");
    }
}
