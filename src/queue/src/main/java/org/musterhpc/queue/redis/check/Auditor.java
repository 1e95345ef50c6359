package org.musterhpc.queue.redis.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Flaw;
import org.musterhpc.queue.View.Audit;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.DoneCodec;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.read.Finder;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;

/**
 * Compares ids: each number that was pushed must be in exactly one place, and no foreign id in two. Takes a bit a task of
 * memory. Tasks that move while it looks can seem missing or doubled, so what looks wrong is looked at again.
 */
public final class Auditor {
    private static final int ROUNDS = 4;

    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    private long tasks;

    public Auditor(ScriptRunner runner, CampaignReader.Known known) {
        this.runner = runner;
        this.known = known;
    }

    public Audit audit() {
        Set<String> missing = new LinkedHashSet<>();
        Set<String> doubled = new LinkedHashSet<>();
        tasks = 0;
        for (Stage stage : known.campaign().stages()) {
            Findings findings = look(stage.name());
            tasks += findings.seen;
            // Only what every round finds wrong is wrong.
            for (int round = 1; round < ROUNDS && !findings.clean(); round++) {
                Findings again = look(stage.name());
                findings.missing.retainAll(again.missing);
                findings.doubled.retainAll(again.doubled);
            }
            missing.addAll(findings.missing);
            doubled.addAll(findings.doubled);
        }
        List<Flaw> flaws = new CrossCheck(runner, known).flaws(ROUNDS);
        return new Audit(tasks, List.copyOf(missing), List.copyOf(doubled), flaws);
    }

    private static final class Findings {
        final Set<String> missing = new LinkedHashSet<>();
        final Set<String> doubled = new LinkedHashSet<>();
        final int last;
        final BitSet numbers = new BitSet();
        final Set<String> others = new HashSet<>();
        long seen;

        Findings(int last) {
            this.last = last;
        }

        boolean clean() {
            return missing.isEmpty() && doubled.isEmpty();
        }

        /** Whether Muster gave it its number: those that it did not give are others', whatever they claim. */
        boolean own(Message message) {
            return message.n() > 0 && message.n() <= last;
        }

        void see(String id, Message message) {
            seen++;
            if (own(message)) {
                int number = (int) message.n();
                if (numbers.get(number)) {
                    doubled.add(id);
                }
                numbers.set(number);
            } else if (!others.add(id)) {
                doubled.add(id);
            }
        }
    }

    private Findings look(String stage) {
        Keys keys = known.keys();
        Findings findings = new Findings(last(runner.find(redis -> redis.hget(keys.counts(stage), "next"))));
        List<String> unnamed = new ArrayList<>();
        // In the direction in which tasks move, so that one that moves is seen twice rather than never.
        Scan.messages(runner, keys.held(stage), body -> see(findings, body, unnamed));
        Scan.hash(runner, keys.blocked(stage), (waits, body) -> see(findings, body, unnamed));
        Scan.sorted(runner, keys.delayed(stage), (body, ripe) -> see(findings, body, unnamed));
        Scan.messages(runner, keys.proc(stage), body -> see(findings, body, unnamed));
        Scan.hash(
                runner,
                keys.working(stage),
                (id, record) -> findings.see(
                        id, Finder.working(stage, id, record, null, null).message()));
        Scan.stream(runner, keys.done(stage), entry -> {
            Message message =
                    DoneCodec.read(stage, entry.record(), place -> null).message();
            findings.see(message.id(), message);
        });
        for (String key : List.of(keys.dead(stage), keys.cancelled(stage))) {
            Scan.hash(
                    runner,
                    key,
                    (id, text) -> findings.see(
                            id, EndingCodec.read(stage, State.DEAD, id, text).message()));
        }
        for (int n = findings.numbers.nextClearBit(1); n <= findings.last; n = findings.numbers.nextClearBit(n + 1)) {
            findings.missing.add(Message.numberedId(stage, n));
        }
        return findings;
    }

    /** The last number that was given; of what is no number, or beyond all measure, none. */
    private static int last(@Nullable String next) {
        return next != null && next.matches("\\d{1,9}") ? Integer.parseInt(next) - 1 : 0;
    }

    /** Foreign messages that nobody has claimed are not accounted for yet, and may have no id. */
    private static void see(Findings findings, String body, List<String> unnamed) {
        Message message = Finder.read(body, "");
        if (findings.own(message)) {
            findings.see(message.id(), message);
        } else {
            unnamed.add(message.id());
        }
    }
}
