package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    Takeaway(Wire wire, CampaignReader.Known known, Reports reports) {
        this.wire = wire;
        this.known = known;
        this.reports = reports;
        this.replies = new Replies(known.campaign());
    }

    /** Up to so many of each stage that have lapsed. */
    List<Lapsed> lapsed(int limit) {
        List<Script.Call> calls = known.campaign().stages().stream()
                .map(stage -> look(stage.name(), limit))
                .toList();
        List<Object> answers = wire.runAll(calls);
        List<Lapsed> lapsed = new ArrayList<>();
        List<Report> unreadable = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            String stage = known.campaign().stages().get(i).name();
            replies.lapsed(stage, (List<?>) answers.get(i), lapsed, unreadable);
        }
        take(unreadable, Voice.LAPSE);
        return lapsed;
    }

    /** All that these agents hold. */
    List<Lapsed> heldBy(Set<String> agents) {
        List<Lapsed> held = new ArrayList<>();
        List<Report> unreadable = new ArrayList<>();
        for (Stage stage : known.campaign().stages()) {
            Map<String, String> records = new LinkedHashMap<>(); // a page may show the same task again
            Pages.hash(wire, known.keys().working(stage.name()), (id, record) -> {
                if (agents.contains(Replies.Working.parse(record).agent())) {
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

    List<Answer> take(List<Report> handedIn, Voice voice) {
        List<Reports.Sending> sendings = reports.sendings(handedIn, voice);
        if (sendings.isEmpty()) {
            return List.of();
        }
        List<Object> answers =
                wire.runAll(sendings.stream().map(Reports.Sending::call).toList());
        return Reports.answers(sendings, answers, handedIn.size());
    }

    /** A look for no lapsed lease at all: what it answers is the time. */
    Script.Call clock() {
        return look(known.campaign().stages().get(0).name(), 0);
    }

    private Script.Call look(String stage, int limit) {
        return Script.LAPSED.on(
                List.of(
                        known.keys().working(stage),
                        known.keys().expiry(stage),
                        known.keys().agents()),
                List.of(wire.time(), Integer.toString(limit)));
    }
}
