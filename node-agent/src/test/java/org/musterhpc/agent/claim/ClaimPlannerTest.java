package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.claim.ClaimPlanner.Left;
import org.musterhpc.agent.room.Capacity;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;

class ClaimPlannerTest {
    private static final long GIB = 1L << 30;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Allotment ANYTHING = new Allotment(null, null, () -> 0);
    private static final Resources WHOLE = new Resources(8, 4 * GIB);

    private final FakeQueue queue = new FakeQueue(
            FakeQueue.stage("hungry", 1, new Stage.Limits(HOUR, 1, 3 * GIB)),
            FakeQueue.stage("thin", 0, new Stage.Limits(HOUR, 1, GIB / 2)),
            FakeQueue.stage("free", 0, 2, HOUR));
    private final ClaimPlanner planner = new ClaimPlanner(queue.campaign(), new Capacity(WHOLE, true), null);

    private List<String> wants(Resources free, int ahead, int asked, long now) {
        return planner.wants(new Left(free, ahead, asked), ANYTHING, now).stream()
                .map(want -> want.stage() + " " + want.most())
                .toList();
    }

    private List<ClaimedTask> answered(List<Lease> leases, long now, String... stages) {
        return planner.answered(
                List.of(stages).stream().map(stage -> new Want(stage, 1)).toList(), leases, now);
    }

    @Test
    void asMuchIsAskedForAsTheScarcestResourceHolds() {
        assertThat(wants(WHOLE, 0, 0, 0)).containsExactly("hungry 1");
        assertThat(wants(WHOLE, 5, 0, 0)).containsExactly("hungry 6");
        assertThat(wants(WHOLE, 0, 1, 0)).containsExactly("free 4");
        assertThat(wants(WHOLE, 0, 2, 0)).containsExactly("thin 8");
        assertThat(wants(new Resources(8, GIB), 0, 2, 0)).containsExactly("thin 2");
        assertThat(wants(new Resources(8, 0), 0, 2, 0)).isEmpty();
    }

    @Test
    void stagesBehindAreAskedInTheSameBreathWhereThoseBeforeHadNothing() {
        answered(List.of(), 0, "hungry", "free");
        assertThat(wants(WHOLE, 0, 0, 0)).containsExactly("hungry 1", "free 4", "thin 8");
    }

    @Test
    void grownTaskTakesWhatItHasGrownToAndNoMoreThanThereIs() {
        Lease lease = queue.with("thin", 1).take("thin");
        assertThat(answered(List.of(grown(lease, GIB)), 0, "thin").get(0).cost())
                .isEqualTo(new Resources(1, GIB));
        assertThat(answered(List.of(grown(lease, 9 * GIB)), 0, "thin").get(0).cost())
                .isEqualTo(new Resources(1, 4 * GIB));
        assertThat(answered(List.of(queue.with("free", 1).take("free")), 0, "free")
                        .get(0)
                        .cost())
                .isEqualTo(new Resources(2, 0));
    }

    @Test
    void whatIsLeftIsWhatTheClaimedDoNotTake() {
        ClaimedTask thin =
                answered(List.of(queue.with("thin", 1).take("thin")), 0, "thin").get(0);
        Left left = new Left(new Resources(2, GIB / 2), 3, 0).after(List.of(thin, thin), 2);
        assertThat(left).isEqualTo(new Left(new Resources(1, 0), 2, 2));
    }

    @Test
    void stageThatDidNotFitForAWhileIsAskedForOneAllTheSame() {
        Resources little = new Resources(2, GIB);
        Lease thin = queue.with("thin", 1).take("thin");
        assertThat(wants(little, 0, 0, 0)).containsExactly("free 1");
        answered(List.of(), 0, "free");
        answered(List.of(thin), 0, "thin");

        long later = Duration.ofSeconds(10).toNanos();
        assertThat(wants(little, 0, 0, later)).containsExactly("hungry 1");
        answered(List.of(), later, "hungry");
        assertThat(wants(little, 0, 0, later)).doesNotContain("hungry 1");
    }

    private static Lease grown(Lease lease, long bytes) {
        Message message = lease.message().withNeeds(new Message.Needs(null, bytes, 0, null));
        return new Lease(lease.stage(), message, lease.token(), lease.claimed(), lease.walltime());
    }
}
