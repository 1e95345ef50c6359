package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.agent.room.Capacity;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Stage;

/** What runs at once, and when the claiming thread hears of an end. */
class SlotsTest {
    private static final long GIB = 1L << 30;
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path logs;

    private Bench bench(long memory, Stage... stages) {
        Bench bench = new Bench(logs, new FakeQueue(stages), new Capacity(new Resources(4, memory), true));
        bench.heart.runOnce();
        return bench;
    }

    private static Stage stage(String name, int priority, int cpus, Long memory) {
        return FakeQueue.stage(name, priority, new Stage.Limits(HOUR, cpus, memory));
    }

    @Test
    void noMoreTasksRunAtOnceThanThereIsMemoryFor() throws Exception {
        Bench bench = bench(2 * GIB, stage("s", 0, 1, GIB));
        bench.queue.with("s", 3);
        bench.round();
        assertThat(bench.turns).hasSize(2);
        assertThat(bench.slots.leases()).hasSize(2);

        bench.work();
        bench.round();
        bench.work();
        bench.round();
        assertThat(bench.queue.reports(Report.Finish.class)).hasSize(3);
    }

    @Test
    void tasksWithoutMemoryRunBesideThoseThatTakeAllOfIt() throws Exception {
        Bench bench = bench(GIB, stage("hungry", 1, 1, GIB), stage("modest", 0, 1, null));
        bench.queue.with("hungry", 2).with("modest", 2);
        bench.round();
        assertThat(bench.turns).hasSize(3);
    }

    @Test
    void whatALargeTaskLeavesIsGivenToAllForWhomThereIsRoomThen() throws Exception {
        Bench bench = bench(GIB, stage("s", 0, 1, null));
        ClaimedTask wide = new ClaimedTask(bench.another().lease(), new Resources(4, 0), bench.nanos.get(), false);
        bench.slots.arrived(List.of(wide, bench.another(), bench.another()));
        assertThat(bench.turns).hasSize(1);

        Runnable slot = bench.turns.remove(0);
        slot.run();

        assertThat(bench.turns)
                .as("beside the one that the slot itself has begun")
                .hasSize(1);
    }

    @Test
    void stageWhoseTasksAreLargeIsNotStarvedBySmallOnes() throws Exception {
        Bench bench = bench(GIB, stage("wide", 1, 4, null), stage("thin", 0, 1, null));
        bench.queue.with("thin", 400);
        bench.round();
        bench.queue.with("wide", 1);
        List<String> begun = new ArrayList<>();
        bench.source = (lease, slot, deadline) -> {
            begun.add(lease.stage());
            return new Bench.Ended(lease, slot, deadline);
        };
        for (int i = 0; i < 60 && !begun.contains("wide"); i++) {
            bench.turns.remove(0).run();
            bench.pass(Duration.ofSeconds(1));
            bench.heart.runOnce();
            bench.round();
        }
        assertThat(begun).contains("wide");
        assertThat(bench.queue.pending()).as("small ones").isNotEmpty();
    }

    @Test
    void agentThatLeavesGivesBackWhatIsTheNextToBegin() throws Exception {
        Bench bench = bench(GIB, stage("s", 0, 1, null));
        ClaimedTask wide = new ClaimedTask(bench.another().lease(), new Resources(4, 0), bench.nanos.get(), false);
        bench.slots.arrived(List.of(bench.another(), wide, bench.another()));
        bench.pass(Duration.ofSeconds(11));
        bench.slots.arrived(List.of(bench.another()));
        assertThat(bench.slots.look().free()).as("room is kept").isEqualTo(Resources.NONE);
        bench.queue.mood = WorkQueue.Mood.GONE;
        bench.heart.runOnce();
        bench.pass(Duration.ofSeconds(1));
        bench.round();

        assertThat(bench.queue.reports(Report.GiveBack.class)).hasSize(2);
    }

    @Test
    void claimingThreadIsWokenByTheFirstReportAndNotByEachOther() throws Exception {
        Bench bench = bench(GIB, stage("s", 0, 1, null));
        List<ClaimedTask> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            many.add(bench.another());
        }
        bench.slots.arrived(many);
        long before = bench.slots.look().news();
        bench.turns.remove(0).run();

        assertThat(bench.queue.reports).isEmpty();
        assertThat(bench.slots.look().reports()).isEqualTo(17);
        assertThat(bench.slots.look().news() - before)
                .as("the first report, and a slot that has nothing to do")
                .isEqualTo(2);
    }

    @Test
    void endBetweenALookAndTheWaitIsNotWaitedFor() throws Exception {
        Bench bench = bench(GIB, stage("s", 0, 1, null));
        bench.slots.arrived(List.of(bench.another()));
        Look look = bench.slots.look();
        bench.slots.await(look, 0); // the first heartbeat has rung
        bench.work();
        assertThat(bench.slots.await(look, Duration.ofDays(1).toNanos())).isFalse();
    }

    @Test
    void outcomeIsInTheJournalBeforeItIsReported() throws Exception {
        Bench bench = bench(GIB, stage("s", 0, 1, null));
        bench.queue.with("s", 9);
        bench.round();
        List<Integer> lines = new ArrayList<>();
        bench.queue.atExchange = () -> lines.add(lines(bench));
        bench.work();
        assertThat(lines(bench)).as("what it is about alone: written together").isEqualTo(1);
        bench.round();

        assertThat(lines.get(0))
                .isEqualTo(1 + bench.queue.reports(Report.Finish.class).size());
    }

    private static int lines(Bench bench) {
        try {
            return Files.readAllLines(bench.folder.resolve("results.jsonl")).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
