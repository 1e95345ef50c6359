package org.musterhpc.launcher.app.connection;

import java.util.List;
import java.util.function.Predicate;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.Growth;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.View;
import org.musterhpc.queue.Watcher;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.ServerFacts;

/** The queues, as commands see them. */
public interface Link extends AutoCloseable {
    Intake intake();

    Growth growth();

    Recovery recovery();

    Control control();

    View view();

    /** Of arrays that were submitted. */
    Ledger ledger();

    /** One that is told of tasks that ended; as {@link Queues#watcher}. */
    Watcher watcher(String campaign, Watcher.Choice choice, String process, Predicate<String> gone);

    /** A pool, by its name in {@code muster.yml}; the caller closes it. */
    Pool pool(String name);

    /** What each server says of itself. */
    List<ServerFacts> servers();

    /** For the sweep of lapsed leases. */
    WorkQueue work(String campaign);

    @Override
    void close();

    /** The real ones. */
    static Link over(Queues queues) {
        return new Link() {
            @Override
            public Intake intake() {
                return queues.intake();
            }

            @Override
            public Growth growth() {
                return queues.growth();
            }

            @Override
            public Recovery recovery() {
                return queues.recovery();
            }

            @Override
            public Control control() {
                return queues.control();
            }

            @Override
            public View view() {
                return queues.view();
            }

            @Override
            public Ledger ledger() {
                return queues.ledger();
            }

            @Override
            public WorkQueue work(String campaign) {
                return queues.work(campaign);
            }

            @Override
            public Watcher watcher(String campaign, Watcher.Choice choice, String process, Predicate<String> gone) {
                return queues.watcher(campaign, choice, process, gone);
            }

            @Override
            public Pool pool(String name) {
                return queues.pool(name);
            }

            @Override
            public List<ServerFacts> servers() {
                return queues.servers();
            }

            @Override
            public void close() {
                queues.close();
            }
        };
    }
}
