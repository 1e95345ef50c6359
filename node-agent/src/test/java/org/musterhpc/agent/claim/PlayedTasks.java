package org.musterhpc.agent.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.musterhpc.agent.task.Space;
import org.musterhpc.agent.task.Task;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;

/** Tasks that end as soon as they begin, or when a test says so. */
final class PlayedTasks implements Task.Source {
    final List<Played> begun = Collections.synchronizedList(new ArrayList<>());
    /** How all of them end at once; null: each ends when it is told to. */
    volatile Outcome atOnce = Outcome.OK;

    @Override
    public Played prepare(Lease lease, Space space, long deadline) {
        return new Played(lease);
    }

    /** One of them. */
    final class Played implements Task {
        private final AtomicInteger runs = new AtomicInteger();
        private final CountDownLatch ended = new CountDownLatch(1);
        final Lease lease;
        private volatile Outcome outcome = Outcome.OK;

        Played(Lease lease) {
            this.lease = lease;
        }

        void end(Outcome how) {
            outcome = how;
            ended.countDown();
        }

        @Override
        public Attempt run() {
            assertThat(runs.incrementAndGet()).isOne();
            begun.add(this);
            if (atOnce != null) {
                outcome = atOnce;
            } else {
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    outcome = Outcome.CANCELLED;
                }
            }
            return FakeQueue.attempt(lease, outcome, atOnce == null ? 60 : 0);
        }

        @Override
        public void stop(Outcome why) {
            end(why);
        }
    }
}
