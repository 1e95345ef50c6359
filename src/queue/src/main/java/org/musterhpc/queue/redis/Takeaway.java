package org.musterhpc.queue.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.Reports.Voice;

/** Finds leases that may be taken away from agents, and takes them. */
final class Takeaway {
    private final Wire wire;
    private final CampaignReader.Known known;
    private final Reports reports;
    private final Replies replies;
    private final JumpWatch jumps = new JumpWatch();
    /** A jump that Redis does not know of yet. */
    private JumpWatch.@Nullable Jump fresh;
    /** A jump that nobody has been told of yet. */
    private JumpWatch.@Nullable Jump news;

    Takeaway(Wire wire, CampaignReader.Known known, Reports reports) {
        this.wire = wire;
        this.known = known;
        this.reports = reports;
        this.replies = new Replies(known.campaign());
    }

    /** Up to so many of each stage that have lapsed; none where the clock has jumped since the last look. */
    synchronized List<Lapsed> lapsed(int limit) {
        List<Script.Call> calls = known.campaign().stages().stream()
                .map(stage -> look(stage.name(), limit))
                .toList();
        long before = wire.nanos();
        List<Wire.Result> results = wire.tryAll(calls);
        long after = wire.nanos();
        List<?> any = (List<?>) answered(results).answer();
        JumpWatch.Look look = new JumpWatch.Look((Long) any.get(0), before, after);
        JumpWatch.Jump jump = jumps.seen(look, (Long) any.get(1));
        fresh = jump == null ? fresh : jump;
        news = jump == null ? news : jump;
        if (fresh != null) {
            // From then on nobody is told of lapsed leases for a while.
            note(fresh);
            fresh = null;
            return List.of();
        }
        List<Lapsed> lapsed = new ArrayList<>();
        List<Report> unreadable = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).refusal() == null) {
                String stage = known.campaign().stages().get(i).name();
                replies.lapsed(stage, (List<?>) results.get(i).answer(), lapsed, unreadable);
            }
        }
        take(unreadable, Voice.LAPSE);
        return lapsed;
    }

    /** One that Redis did not refuse: a damaged stage must not keep the others from being looked after. */
    private static Wire.Result answered(List<Wire.Result> results) {
        for (Wire.Result result : results) {
            if (result.refusal() == null) {
                return result;
            }
        }
        QueueUnavailableException refusal = results.get(0).refusal();
        throw refusal != null ? refusal : new IllegalStateException("nothing was asked");
    }

    private void note(JumpWatch.Jump jump) {
        wire.run(Script.JUMPED.on(
                List.of(known.keys().campaign(), known.keys().events()),
                List.of(wire.time(), Long.toString(jump.by()), Long.toString(jump.within()))));
    }

    synchronized Optional<Duration> clockJump() {
        JumpWatch.Jump jump = news;
        news = null;
        return jump == null ? Optional.empty() : Optional.of(Duration.ofMillis(jump.by()));
    }

    /** All that these agents hold. */
    List<Lapsed> heldBy(Set<String> agents) {
        List<Lapsed> held = new ArrayList<>();
        List<Report> unreadable = new ArrayList<>();
        for (Stage stage : known.campaign().stages()) {
            Map<String, String> records = new LinkedHashMap<>(); // a page may show the same task again
            Pages.hash(wire, known.keys().working(stage.name()), (id, record) -> {
                Replies.Working working = Replies.Working.read(record);
                if (working != null && agents.contains(working.agent())) {
                    records.put(id, record);
                }
            });
            if (!records.isEmpty()) {
                List<Object> reply = new ArrayList<>((List<?>) wire.run(clock()));
                String now = String.valueOf(reply.get(0)); // what is held is held until now
                records.forEach((id, record) -> reply.addAll(List.of(id, record, now)));
                replies.lapsed(stage.name(), reply, held, unreadable);
            }
        }
        take(unreadable, Voice.RELEASE);
        return held;
    }

    /**
     * Hands them in.
     *
     * @throws QueueUnavailableException where all are refused
     */
    List<Answer> take(List<Report> handedIn, Voice voice) {
        List<Reports.Sending> sendings = reports.sendings(handedIn, voice);
        if (sendings.isEmpty()) {
            return List.of();
        }
        List<Wire.Result> results =
                wire.tryAll(sendings.stream().map(Reports.Sending::call).toList());
        answered(results);
        return Reports.answers(sendings, results, handedIn.size());
    }

    /** A look for no lapsed lease at all: what it answers is the time. */
    Script.Call clock() {
        return look(known.campaign().stages().get(0).name(), 0);
    }

    private Script.Call look(String stage, int limit) {
        Keys keys = known.keys();
        return Script.LAPSED.on(
                List.of(keys.working(stage), keys.expiry(stage), keys.campaign(), keys.agents()),
                List.of(wire.time(), Integer.toString(limit)));
    }
}
