package org.musterhpc.launcher.app;

import org.musterhpc.queue.View;

/** Makes every use case of what one program has open, and closes that. Nothing is opened before it is asked for. */
public record UseCases(Environment here, Connection connection, Settings settings, Clusters clusters, Notes notes)
        implements AutoCloseable {
    /** What can be read of campaigns, for what needs no use case of its own. */
    public View view() {
        return connection.view();
    }

    public Campaigns campaigns() {
        return new Campaigns(connection, here.home(), notes);
    }

    public Tasks tasks() {
        return new Tasks(view());
    }

    public Status status() {
        return new Status(view(), connection.link().ledger(), here.pause(), notes);
    }

    public Events events() {
        return new Events(view(), here.pause());
    }

    public RollCall rollCall() {
        return new RollCall(view());
    }

    public Explain explain() {
        return new Explain(view(), connection.link().ledger(), tasks(), clusters);
    }

    public Logs logs() {
        return new Logs(view(), here.home(), tasks(), clusters, here.pause(), notes);
    }

    public Pausing pausing() {
        return new Pausing(view(), connection.link().control());
    }

    public Cancel cancel() {
        return new Cancel(connection.link().control(), tasks(), clearance());
    }

    public Retry retry() {
        return new Retry(view(), connection.link().control(), tasks(), notes);
    }

    public Purge purge() {
        return new Purge(connection, here.home(), campaigns(), leftovers(), clearance());
    }

    public Fitness fitness() {
        return new Fitness(connection, settings, notes);
    }

    public Plans plans() {
        return new Plans(here.home(), settings, clusters, fitness());
    }

    public Verify verify() {
        return new Verify(connection, settings, plans(), fitness(), clusters, notes);
    }

    public Submit submit() {
        return new Submit(connection, here.home(), here.pause(), leftovers(), purge(), clusters);
    }

    public Restore restore() {
        return new Restore(here, connection, settings, clusters, leftovers(), notes);
    }

    public Checkup checkup() {
        return new Checkup(here, connection, settings, clusters);
    }

    private Leftovers leftovers() {
        return new Leftovers(connection, here.home());
    }

    private Clearance clearance() {
        return new Clearance(connection, here.home(), settings, leftovers(), clusters, notes);
    }

    @Override
    public void close() {
        connection.close();
    }
}
