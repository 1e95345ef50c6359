package org.musterhpc.launcher.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.model.Outcome;

class CampaignHistoryTest {
    private final CampaignHistory history = new CampaignHistory(List.of("one", "two"));

    @Test
    void slotsOfAnAgentAreAsManyAsItRanAtOnceWhateverTheOrderOfRecords() {
        List<Integer> rounds = new ArrayList<>(IntStream.range(0, 200).boxed().toList());
        Collections.shuffle(rounds, new Random(9));
        for (int round : rounds) { // four slots, each of which runs one task after the other
            for (int slot = 0; slot < 4; slot++) {
                String stage = slot < 3 ? "one" : "two";
                history.ended(Attempted.ok(stage, round * 1000L + slot * 100L, 1)
                        .ending(stage + "/" + round + "-" + slot, "a"));
            }
        }
        AgentRuns agent = history.agents().get(0);
        assertThat(agent.slots()).isEqualTo(4);
        assertThat(agent.attempts()).isEqualTo(800);
        assertThat(history.slots().peak()).isBetween(3.99, 4.01);
    }

    @Test
    void logsTellOfSlots() {
        history.ended(Attempted.ok("one", 0, 1).ending("one/1", "a", "/logs/a/slot-11.log"));
        history.ended(Attempted.ok("one", 5_000, 1).ending("one/2", "a", "/logs/a/one-2.log"));
        assertThat(history.agents().get(0).slots()).isEqualTo(12);
    }

    @Test
    void failuresAreGroupedByHowTheyEnded() {
        Attempted exit = new Attempted("one", Outcome.EXIT, 0, 2, 0);
        history.ended(exit.ending("one/1", "a"));
        history.earlier("one", exit.by("a", null));
        history.earlier("one", exit.by("b", null));
        history.earlier("two", new Attempted("two", Outcome.WALLTIME, 0, 60, 0).by("b", null));
        assertThat(history.failures())
                .extracting(group -> group.kind().outcome() + " " + group.kind().exit() + " " + group.attempts() + " "
                        + group.dead())
                .containsExactly("EXIT 3 3 1", "WALLTIME null 1 0");
        assertThat(history.stages().get("one").attempts(Outcome.EXIT)).isEqualTo(3);
        assertThat(history.hosts()).containsEntry("node-of-a", 2L).containsEntry("node-of-b", 2L);
    }

    @Test
    void recordsOfOtherStagesAndOfWhatNeverRanAreLeftOut() {
        history.ended(Attempted.ok("three", 0, 1).ending("three/1", "a"));
        history.ended(Attempted.ok("one", 0, 1).ending("one/1", ""));
        assertThat(history.agents()).isEmpty();
        assertThat(history.running().mean()).isEmpty();
        assertThat(history.slots().mean()).isEmpty();
        assertThat(history.busySeconds()).isZero();
    }

    @Test
    void anyNumberOfAgentsAndKindsOfFailuresIsCounted() {
        for (int i = 0; i < 10_500; i++) {
            history.ended(Attempted.ok("one", i, 1).ending("one/" + i, "agent-" + i));
        }
        assertThat(history.agents()).hasSize(10_000);
        assertThat(history.withoutAgent()).isEqualTo(500);
        assertThat(history.stages().get("one").wall().count()).isEqualTo(10_500);
    }
}
