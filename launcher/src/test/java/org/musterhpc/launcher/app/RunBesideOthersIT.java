package org.musterhpc.launcher.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.app.task.Changes;
import org.musterhpc.launcher.follow.Display;
import org.musterhpc.launcher.follow.Follower;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.launcher.view.Progress;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** A run that comes to its end while others send tasks of its campaign again, or remove it. */
class RunBesideOthersIT extends BesideOthers {
    private final List<String> notes = new ArrayList<>();

    @Test
    void whatIsSentAgainWhileTheRunEndsIsRun() throws IOException {
        submit();
        app.cancel().tasks(select());
        // The campaign was seen to have ended, and the run lets go of what it has.
        before("close", () -> {
            app.retry().tasks(select(), Changes.NONE, true);
            before("goals", this::runAll); // by agents that are there at once
        });
        Follower.Followed followed = run();
        assertThat(followed.complete()).isTrue();
        assertThat(followed.overview().stages().get("main").count(State.DONE)).isEqualTo(5);
        assertThat(count(State.PENDING)).isZero();
        assertThat(notes).containsExactly(name + " has tasks to run again: it goes on");
    }

    @Test
    void campaignThatIsRemovedWhileItsRunEndsHasEnded() throws IOException {
        submit();
        app.cancel().tasks(select());
        before("close", () -> others.control().purge(name));
        assertThat(run().complete()).isTrue();
        assertThat(notes).isEmpty();
    }

    private Follower.Followed run() {
        Stop stop = new Stop();
        Time time = new Time(InstantSource.system(), Pause.real());
        Follower follower = new Follower(app.snapshots(), time, stop, () -> {});
        return app.run(follower, stop).run(app.connection().campaign(name), Map.of(), null, "local", display());
    }

    private void runAll() {
        try (WorkQueue agent = others.work(name, agent(), Duration.ofSeconds(10))) {
            agent.beat(agent(), List.of());
            while (count(State.PENDING) > 0) {
                Lease lease = claim(agent);
                Message message = lease.message().withTries(new Message.Tries(lease.attempt(), 0, 0));
                Ending done = new Ending("main", State.DONE, message, attempt(lease, Outcome.OK, null));
                agent.exchange(List.of(new Report.Finish(lease, done)), List.of());
            }
        }
    }

    private Display display() {
        return new Display() {
            @Override
            public void show(Progress progress) {}

            @Override
            public void note(String line) {
                notes.add(line);
            }

            @Override
            public void close() {}
        };
    }
}
