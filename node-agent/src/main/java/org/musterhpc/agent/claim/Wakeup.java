package org.musterhpc.agent.claim;

import java.util.concurrent.TimeUnit;

/** What the claiming thread waits for. News that came since it last looked is not waited for again. */
final class Wakeup {
    private long news;
    private boolean rung;

    /** Something has changed that the claiming thread does something about. */
    synchronized void changed() {
        news++;
        notifyAll();
    }

    /** There may be work. */
    synchronized void ring() {
        rung = true;
        notifyAll();
    }

    /** To be asked before a look at what there is to do. */
    synchronized long news() {
        return news;
    }

    /**
     * Waits until there is more news, somebody rings, or the time is over. Says whether it rang.
     *
     * @param known how much news there was before the look
     */
    synchronized boolean await(long known, long most) throws InterruptedException {
        if (most > 0 && !rung && news == known) {
            TimeUnit.NANOSECONDS.timedWait(this, most);
        }
        boolean was = rung;
        rung = false;
        return was;
    }
}
