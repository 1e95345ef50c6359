package org.musterhpc.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.Seen;
import org.musterhpc.queue.model.ArrayRecord.Standing;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Goal;

/** The ledger of arrays on a real Redis. */
class LedgerIT {
    private static final Duration OPEN = Duration.ofSeconds(90);
    private static final Duration WATCH = Duration.ofMinutes(20);
    private Rig rig;
    private Ledger ledger;

    private String c = "";

    @BeforeEach
    void open(TestInfo test) {
        c = test.getTestMethod().orElseThrow().getName();
        rig = new Rig(TestServer.address(), c, Rig.stage("s"));
        ledger = rig.queues.ledger();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static ArrayRecord array(String name) {
        return new ArrayRecord(
                name,
                "cosma",
                "",
                new ArrayRecord.Elements(0, 9, 4, true),
                new ArrayRecord.ElementSize(Duration.ofMinutes(30), 2, 1L << 31),
                Seen.nothing(10),
                Standing.of(State.INTENT));
    }

    @Test
    void onlyTheWatcherMayIntend() {
        assertThat(ledger.intend(c, "me", array("a-1"), OPEN)).isFalse();
        assertThat(ledger.watch(c, "cosma", "me", WATCH)).isTrue();
        assertThat(ledger.watch(c, "cosma", "you", WATCH)).isFalse();
        assertThat(ledger.intend(c, "you", array("a-1"), OPEN)).isFalse();
        assertThat(ledger.intend(c, "me", array("a-1"), OPEN)).isTrue();
        assertThat(ledger.intend(c, "me", array("a-1"), OPEN))
                .as("the same name")
                .isFalse();
        ledger.unwatch(c, "cosma", "you");
        assertThat(ledger.watch(c, "cosma", "you", WATCH)).isFalse();
        ledger.unwatch(c, "cosma", "me");
        assertThat(ledger.watch(c, "cosma", "you", WATCH)).isTrue();
    }

    @Test
    void aWatchEndsByItself() {
        assertThat(ledger.watch(c, "cosma", "me", Duration.ofMillis(30))).isTrue();
        await().until(() -> ledger.watch(c, "cosma", "you", WATCH));
        assertThat(ledger.intend(c, "me", array("a-1"), OPEN)).isFalse();
    }

    @Test
    void whatIsWrittenIsReadBackWithRedisTime() {
        ledger.watch(c, "cosma", "me", WATCH);
        ledger.intend(c, "me", array("a-1"), OPEN);
        ArrayRecord read = ledger.arrays(c).get(0);
        assertThat(read.in(State.INTENT)).isEqualTo(array("a-1"));
        assertThat(read.at().since().toEpochMilli()).isEqualTo(rig.time.get());
        assertThat(read.at().open()).isEqualTo(read.at().since().plus(OPEN));
        rig.pass(Duration.ofSeconds(5));
        ArrayRecord submitted =
                read.submitted("17[].server").seen(new Seen(3, 4, 3, "Resources", true), State.SUBMITTED);
        assertThat(ledger.settle(c, State.INTENT, submitted, Duration.ZERO)).isTrue();
        ArrayRecord later = ledger.arrays(c).get(0);
        assertThat(later.in(State.SUBMITTED)).isEqualTo(submitted);
        assertThat(later.at().since().toEpochMilli()).isEqualTo(rig.time.get());
    }

    @Test
    void aRecordIsSettledOnceOnly() {
        ledger.watch(c, "cosma", "me", WATCH);
        ledger.intend(c, "me", array("a-1"), OPEN);
        assertThat(ledger.settle(c, State.INTENT, array("a-1").submitted("1"), OPEN))
                .isTrue();
        assertThat(ledger.settle(c, State.INTENT, array("a-1").in(State.REFUSED), OPEN))
                .isFalse();
        assertThat(ledger.settle(c, State.SUBMITTED, array("a-1").submitted("1").in(State.ENDED), OPEN))
                .isTrue();
        assertThatThrownBy(() -> ledger.settle(c, State.ENDED, array("a-1").submitted("1"), OPEN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ledger.arrays(c).get(0).live()).isFalse();
    }

    @Test
    void arraysComeInTheOrderOfTheirNumbers() {
        ledger.watch(c, "cosma", "me", WATCH);
        for (String name : List.of("a-10", "a-9", "a-1")) {
            ledger.intend(c, "me", array(name), OPEN);
        }
        assertThat(ledger.arrays(c)).extracting(ArrayRecord::name).containsExactly("a-1", "a-9", "a-10");
    }

    @Test
    void goalsAreKeptAndChangesAreEvents() {
        assertThat(ledger.goal(c, "cosma", new Goal.Auto())).isTrue();
        ledger.goal(c, "cosma", new Goal.Auto());
        ledger.goal(c, "other", new Goal.Fixed(10));
        assertThat(ledger.goals(c)).isEqualTo(Map.of("cosma", new Goal.Auto(), "other", new Goal.Fixed(10)));
        assertThat(rig.queues.view().events(c, null, 10).events())
                .extracting(event -> event.kind() + event.detail().get("elements"))
                .containsExactly("scaleauto", "scale10");
    }

    @Test
    void nothingIsLeftOfAPurgedCampaign() {
        ledger.watch(c, "cosma", "me", WATCH);
        ledger.intend(c, "me", array("a-1"), OPEN);
        ledger.goal(c, "cosma", new Goal.Auto());
        rig.queues.control().purge(c);
        assertThat(ledger.arrays(c)).isEmpty();
        assertThat(ledger.goals(c)).isEmpty();
        assertThat(ledger.goal(c, "cosma", new Goal.Auto())).isFalse();
        assertThat(ledger.watch(c, "cosma", "me", WATCH)).isFalse();
        assertThat(ledger.intend(c, "me", array("a-2"), OPEN)).isFalse();
        assertThat(ledger.settle(c, State.INTENT, array("a-1").submitted("1"), OPEN))
                .isFalse();
    }
}
