package org.musterhpc.launcher.web.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.history.Attempted;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.RetrySettings;

class SlowTasksTest {
    private static final Campaign CAMPAIGN = new Campaign(
            "apollo", "d", "me", Samples.NOW, List.of(Samples.stage("match", RetrySettings.DEFAULT, null)));

    private final List<View.TaskView> done = new ArrayList<>();
    private final SlowTasks tasks = new SlowTasks(Samples.NOW);
    private int asked;

    /** Of which nothing but pages of what is done is asked. */
    private final View view = (View) Proxy.newProxyInstance(
            View.class.getClassLoader(), new Class<?>[] {View.class}, (proxy, method, arguments) -> {
                asked++;
                int from = ((String) arguments[3]).isEmpty() ? 0 : Integer.parseInt((String) arguments[3]);
                int to = Math.min(done.size(), from + (Integer) arguments[4]);
                // As of a stream: whether more follow is known where as many came as were asked for.
                return new View.TaskPage(done.subList(from, to), to - from == (Integer) arguments[4] ? "" + to : "");
            });

    private void ends(String id, double seconds) {
        done.add(Samples.ended(Attempted.ok("match", 0, seconds).ending(id, "a1")));
    }

    private List<String> slowest() {
        return tasks.of(view, CAMPAIGN).slowest().stream()
                .map(ending -> ending.message().id())
                .toList();
    }

    @Test
    void longestAreFoundAmongMany() {
        for (int i = 0; i < 2_500; i++) {
            ends("match/" + i, i % 2 == 0 ? i : 0.1);
        }
        assertThat(slowest())
                .containsExactly(
                        "match/2498",
                        "match/2496",
                        "match/2494",
                        "match/2492",
                        "match/2490",
                        "match/2488",
                        "match/2486",
                        "match/2484",
                        "match/2482",
                        "match/2480");
        asked = 0;
        ends("match/late", 2_497);
        assertThat(slowest()).hasSize(10).startsWith("match/2498", "match/late", "match/2496");
        assertThat(asked).as("what was looked at is not asked for again").isEqualTo(1);
        assertThat(tasks.of(view, CAMPAIGN).looked()).isEqualTo(2_501);
    }

    @Test
    void aMillionAreLookedAtOverTime() {
        for (int i = 0; i < 50_000; i++) {
            ends("match/" + i, i);
        }
        assertThat(tasks.of(view, CAMPAIGN).looked()).isEqualTo(20_000);
        assertThat(tasks.of(view, CAMPAIGN).looked()).isEqualTo(40_000);
        assertThat(slowest()).startsWith("match/49999");
        assertThat(tasks.of(view, CAMPAIGN).looked()).isEqualTo(50_000);
    }

    @Test
    void taskThatWasDoneTwiceCountsAsItWasLast() {
        ends("match/1", 900);
        ends("match/2", 5);
        ends("match/1", 2);
        assertThat(slowest()).containsExactly("match/2", "match/1");
    }

    @Test
    void campaignOfTheSameNameThatWasSentLaterIsAnother() {
        assertThat(tasks.isOf(CAMPAIGN)).isTrue();
        assertThat(new SlowTasks(Instant.EPOCH).isOf(CAMPAIGN)).isFalse();
    }
}
