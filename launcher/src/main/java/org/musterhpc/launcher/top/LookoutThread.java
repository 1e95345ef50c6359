package org.musterhpc.launcher.top;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.snapshot.Snapshots;

/**
 * Looks once a second, and at once where something else is wanted, on a thread of its own: keys are taken while Redis or a cluster
 * lets itself be waited for. What is to be done is done there as well, as connections are for one at a time.
 */
final class LookoutThread {
    private final Lookout lookout;
    private final Queue<Act> acts = new ArrayDeque<>();
    private final Queue<String> heard = new ArrayDeque<>();
    private TopQuery wanted;
    private Seen seen = Seen.NOTHING;
    private boolean ends;

    LookoutThread(Lookout lookout, TopQuery first) {
        this.lookout = lookout;
        this.wanted = first;
    }

    void start() {
        Thread thread = new Thread(this::run, "muster-lookout");
        thread.setDaemon(true); // who wants to quit does not wait for an answer
        thread.start();
    }

    synchronized void want(TopQuery now) {
        if (!Objects.equals(wanted, now)) {
            wanted = now;
            notifyAll();
        }
    }

    synchronized void act(Act act) {
        acts.add(act);
        notifyAll();
    }

    synchronized Seen seen() {
        return seen;
    }

    /** What came of what was done; null: nothing new. */
    synchronized @Nullable String heard() {
        return heard.poll();
    }

    synchronized void end() {
        ends = true;
        notifyAll();
    }

    private void run() {
        TopQuery last = null;
        while (awaitTurn(last)) {
            Act act = nextAct();
            if (act != null) {
                tell(done(act));
            }
            TopQuery now = nextWanted();
            last = now;
            publish(looked(now));
        }
    }

    /** @return whether there is another turn */
    @SuppressWarnings("WaitNotInLoop") // a turn that comes too early is one look too many
    private synchronized boolean awaitTurn(@Nullable TopQuery last) {
        if (!ends && acts.isEmpty() && wanted.equals(last)) {
            try {
                wait(Snapshots.EVERY.toMillis());
            } catch (InterruptedException e) {
                return false;
            }
        }
        return !ends;
    }

    private synchronized @Nullable Act nextAct() {
        return acts.poll();
    }

    private synchronized TopQuery nextWanted() {
        return wanted;
    }

    private synchronized void tell(String line) {
        heard.add(line);
    }

    private synchronized void publish(Seen now) {
        seen = now;
    }

    private String done(Act act) {
        try {
            return lookout.act(act);
        } catch (RuntimeException e) {
            return reason(e);
        }
    }

    private Seen looked(TopQuery now) {
        try {
            return lookout.look(now);
        } catch (RuntimeException e) {
            return seen().but(reason(e));
        }
    }

    private static String reason(RuntimeException e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return e instanceof Problem problem && !problem.advice().isEmpty()
                ? message + " → " + problem.advice()
                : message;
    }
}
