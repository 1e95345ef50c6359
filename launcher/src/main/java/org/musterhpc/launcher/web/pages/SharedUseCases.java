package org.musterhpc.launcher.web.pages;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.launcher.web.http.HttpRefusal;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;

/** The use cases, as several threads may have them at once. */
public final class SharedUseCases {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final UseCases app;
    private final ReentrantLock clusters = new ReentrantLock();
    private boolean open;

    public SharedUseCases(UseCases app) {
        this.app = app;
    }

    /** Whether there is a server yet: the one that Muster brings along is there from the first campaign on. */
    public synchronized boolean begun() {
        Connection connection = app.connection();
        if (!open
                && (!connection.embedded()
                        || Files.isDirectory(app.here().home().redis()))) {
            app.snapshots(); // connects, which is not for several threads at once
            open = true;
        }
        return open;
    }

    public UseCases app() {
        return app;
    }

    public View view() {
        return app.view();
    }

    public Snapshots snapshots() {
        return app.snapshots();
    }

    /** Names of all campaigns. */
    public List<String> names() {
        return begun() ? view().campaigns() : List.of();
    }

    /** @throws HttpRefusal where there is none of that name */
    String known(String name) {
        return campaign(name).name();
    }

    /** As it was a moment ago. */
    public Campaign campaign(String name) {
        if (!Names.valid(name) || !begun()) {
            throw HttpRefusal.notThere("there is no campaign '" + name + "'");
        }
        return snapshots().of(name).campaign();
    }

    /**
     * For what reaches clusters or fetches from them: their connections are for one at a time.
     *
     * @throws HttpRefusal where the one before takes too long
     */
    <T> T alone(Supplier<T> what) {
        boolean mine = false;
        try {
            mine = clusters.tryLock(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!mine) {
            throw new HttpRefusal(503, "a cluster has been asked for something else and has not answered", "try again");
        }
        try {
            return what.get();
        } finally {
            clusters.unlock();
        }
    }
}
