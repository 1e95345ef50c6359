package org.musterhpc.queue.redis.work;

import java.util.List;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue.Exchange;
import org.musterhpc.queue.WorkQueue.Want;

/** One of an agent's lanes: its exchanges, one after the other, numbered so that what was not answered can be said again. */
final class ExchangeLane {
    private final Exchanges exchanges;
    private Claims.Numbered last;

    ExchangeLane(Exchanges exchanges, Lane lane) {
        this.exchanges = exchanges;
        this.last = Claims.Numbered.before(lane);
    }

    /** Whether claims were not answered, so that they have to be said again. */
    synchronized boolean owed() {
        return !last.wants().isEmpty();
    }

    synchronized Exchange exchange(List<Report> handedIn, List<Want> wants) {
        // What was asked for and not answered is asked for again before anything else: it may have been given.
        Claims.Numbered asked = owed() ? last.repeated() : last.next(wants);
        last = asked;
        Exchanges.Answered answered = exchanges.once(handedIn, asked);
        last = answered.again() ? asked.repeated() : asked.over();
        return answered.exchange();
    }
}
