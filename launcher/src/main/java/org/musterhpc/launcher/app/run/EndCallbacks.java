package org.musterhpc.launcher.app.run;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;

/** Runs what campaigns want run at their end beside whoever looks after several, and must not wait for one. */
final class EndCallbacks {
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final QueueServer server;
    private final CampaignEnd end;
    private final SentinelLog log;
    private final Map<String, Thread> running = new HashMap<>();
    private final Map<String, Instant> next = new HashMap<>();
    private final Queue<Note> notes = new ConcurrentLinkedQueue<>();

    private record Note(String campaign, String what) {}

    EndCallbacks(QueueServer server, CampaignEnd end, SentinelLog log) {
        this.server = server;
        this.end = end;
        this.log = log;
    }

    /**
     * Looks after it once a minute: another that ran it may have died.
     *
     * @param campaign one that has ended
     * @return whether it is under way here
     */
    boolean look(String campaign, View.Overview overview) {
        tell();
        Thread thread = running.get(campaign);
        if (thread != null && thread.isAlive()) {
            return true;
        }
        running.remove(campaign);
        tell();
        Instant due = next.get(campaign);
        if (due != null && overview.now().isBefore(due)) {
            return false;
        }
        next.put(campaign, overview.now().plus(AGAIN));
        Campaign known = server.view().campaign(campaign).orElse(null);
        if (known == null || known.onEnd() == null) {
            return false;
        }
        start(known);
        return true;
    }

    /** A campaign that goes on may end again. */
    void goesOn(String campaign) {
        next.remove(campaign);
    }

    private void start(Campaign campaign) {
        Thread thread = new Thread(
                () -> end.run(campaign, what -> notes.add(new Note(campaign.name(), what))), "muster-on-end");
        thread.setDaemon(true);
        running.put(campaign.name(), thread);
        thread.start();
    }

    /** The same at once, where nothing else waits for it. */
    void runNow(String campaign) {
        server.view().campaign(campaign).ifPresent(known -> end.run(known, what -> log.say(campaign, what)));
    }

    /** What is under way is waited for: given up, it would be run again. */
    void finish() {
        for (Thread thread : running.values()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        tell();
    }

    private void tell() {
        for (Note note = notes.poll(); note != null; note = notes.poll()) {
            log.say(note.campaign(), note.what());
        }
    }
}
