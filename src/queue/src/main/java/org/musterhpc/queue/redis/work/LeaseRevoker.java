package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.time.Instant;
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
import org.musterhpc.queue.redis.campaign.AgentRegistry;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.queue.redis.work.Reports.Reporter;

/** Finds leases that may be taken away from agents, and takes them. */
final class LeaseRevoker {
    /** Where in an answer the tasks begin. */
    private static final int OF_THE_STAGE = 5;

    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    private final Reports reports;
    private final Tender tender;
    private final AgentRegistry registry;
    private final Replies replies;
    private final JumpWatch jumps = new JumpWatch();
    /** A jump that Redis does not know of yet. */
    private JumpWatch.@Nullable Jump fresh;
    /** A jump that nobody has been told of yet. */
    private JumpWatch.@Nullable Jump news;

    private Duration quiet = Duration.ZERO;

    LeaseRevoker(
            ScriptRunner runner, CampaignReader.Known known, Reports reports, AgentRegistry registry, Tender tender) {
        this.runner = runner;
        this.known = known;
        this.reports = reports;
        this.tender = tender;
        this.registry = registry;
        this.replies = new Replies(known.campaign());
    }

    /** For how long nothing can lapse, by what the last look found; 0 where it found nothing that is sure. */
    synchronized Duration quiet() {
        return quiet;
    }

    private static Duration quiet(List<ScriptRunner.Result> results) {
        long least = Long.MAX_VALUE;
        for (ScriptRunner.Result result : results) {
            if (result.refusal() != null) {
                return Duration.ZERO;
            }
            List<?> reply = (List<?>) result.answer();
            long soonest = (Long) reply.get(4);
            if (soonest >= 0) {
                least = Math.min(least, Math.max(0, soonest - (Long) reply.get(0)));
            }
        }
        return Duration.ofMillis(least == Long.MAX_VALUE ? 0 : least);
    }

    /** Up to so many of each stage that have lapsed; none where the clock has jumped since the last look. */
    synchronized List<Lapsed> lapsed(int limit) {
        List<Script.Call> calls = known.campaign().stages().stream()
                .map(stage -> look(stage.name(), limit))
                .toList();
        long before = runner.nanos();
        List<ScriptRunner.Result> results = runner.tryAll(calls);
        long after = runner.nanos();
        List<?> any = (List<?>) answered(results).answer();
        quiet = quiet(results);
        JumpWatch.Look look = new JumpWatch.Look((Long) any.get(0), before, after);
        JumpWatch.Jump jump = jumps.seen(look, (Long) any.get(1));
        fresh = jump == null ? fresh : jump;
        news = jump == null ? news : jump;
        if (fresh != null) {
            note(fresh);
            fresh = null;
            return List.of();
        }
        Found found = new Found();
        Map<String, String> silent = silent(results);
        // Before what was held too long: a task whose agent fell silent is not charged with its walltime.
        boolean more = !silent.isEmpty() && walk(silent.keySet(), limit, found, null);
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i).refusal() == null) {
                String stage = known.campaign().stages().get(i).name();
                List<?> reply = (List<?>) results.get(i).answer();
                replies.lapsed(
                        stage, reply.subList(OF_THE_STAGE, reply.size()), now(reply), found::add, found.unreadable);
                if ((Long) reply.get(2) == 1) {
                    tender.mend(stage);
                }
            }
        }
        take(found.unreadable, Reporter.LAPSE);
        if (!silent.isEmpty() && !more && found.lapsed.isEmpty() && found.unreadable.isEmpty()) {
            // A whole walk has found nothing of theirs: they need not be walked for again.
            registry.fellSilent(silent);
        }
        return found.all();
    }

    /** What was found, each task once. */
    private static final class Found {
        final Map<String, Lapsed> lapsed = new LinkedHashMap<>();
        final List<Report> unreadable = new ArrayList<>();

        void add(Lapsed one) {
            lapsed.putIfAbsent(one.lease().stage() + " " + one.lease().token(), one);
        }

        List<Lapsed> all() {
            return List.copyOf(lapsed.values());
        }
    }

    private static Instant now(List<?> reply) {
        return Replies.instant(reply.get(0));
    }

    /** The agents that fell silent, and when, as Redis writes it. */
    private static Map<String, String> silent(List<ScriptRunner.Result> results) {
        Map<String, String> silent = new LinkedHashMap<>();
        for (ScriptRunner.Result result : results) {
            List<?> some = result.refusal() == null ? (List<?>) ((List<?>) result.answer()).get(3) : List.of();
            for (int i = 0; i + 1 < some.size(); i += 2) {
                silent.put((String) some.get(i), (String) some.get(i + 1));
            }
        }
        return silent;
    }

    /**
     * Looks inside Redis, a page a call, for what these agents hold.
     *
     * @param until when their leases are said to have ended; null: when they did
     * @return whether it stopped before the end, having found enough
     */
    private boolean walk(Set<String> agents, int limit, Found found, @Nullable Instant until) {
        for (Stage stage : known.campaign().stages()) {
            Keys keys = known.keys();
            List<String> keyList = List.of(keys.working(stage.name()), keys.expiry(stage.name()), keys.beats());
            String cursor = "0";
            do {
                List<String> args = new ArrayList<>(List.of(runner.time(), cursor, Tender.PAGE));
                args.addAll(agents);
                List<?> reply = (List<?>) runner.run(Script.HELD.on(keyList, args));
                cursor = (String) reply.get(1);
                List<Object> tasks = new ArrayList<>(reply.subList(2, reply.size()));
                for (int i = 2; until != null && i < tasks.size(); i += 3) {
                    tasks.set(i, Long.toString(until.toEpochMilli()));
                }
                replies.lapsed(stage.name(), tasks, now(reply), found::add, found.unreadable);
                if (found.lapsed.size() >= limit) {
                    return true;
                }
            } while (!cursor.equals("0"));
        }
        return false;
    }

    /** One that Redis did not refuse: a damaged stage must not keep the others from being looked after. */
    private static ScriptRunner.Result answered(List<ScriptRunner.Result> results) {
        for (ScriptRunner.Result result : results) {
            if (result.refusal() == null) {
                return result;
            }
        }
        QueueUnavailableException refusal = results.get(0).refusal();
        throw refusal != null ? refusal : new IllegalStateException("nothing was asked");
    }

    /** From then on nobody is told of lapsed leases for a while. */
    void note(JumpWatch.Jump jump) {
        runner.run(Script.JUMPED.on(
                List.of(known.keys().campaign(), known.keys().events()),
                List.of(runner.time(), Long.toString(jump.by()), Long.toString(jump.within()))));
    }

    synchronized Optional<Duration> clockJump() {
        JumpWatch.Jump jump = news;
        news = null;
        return jump == null ? Optional.empty() : Optional.of(Duration.ofMillis(jump.by()));
    }

    /** All that these agents hold. */
    List<Lapsed> heldBy(Set<String> agents) {
        Found found = new Found();
        // What is held is held until now.
        walk(agents, Integer.MAX_VALUE, found, time());
        take(found.unreadable, Reporter.RELEASE);
        return found.all();
    }

    /**
     * Hands them in.
     *
     * @throws QueueUnavailableException where all are refused
     */
    List<Answer> take(List<Report> handedIn, Reporter reporter) {
        List<Reports.Sending> sendings = reports.sendings(handedIn, reporter);
        if (sendings.isEmpty()) {
            return List.of();
        }
        List<ScriptRunner.Result> results =
                runner.tryAll(sendings.stream().map(Reports.Sending::call).toList());
        answered(results);
        return Reports.answers(sendings, results, handedIn.size());
    }

    /** Redis' time. */
    Instant time() {
        return now((List<?>) runner.run(clock()));
    }

    /** A look for no lapsed lease at all: what it answers is the time. */
    Script.Call clock() {
        return look(known.campaign().stages().get(0).name(), 0);
    }

    private Script.Call look(String stage, int limit) {
        Keys keys = known.keys();
        return Script.LAPSED.on(
                List.of(keys.working(stage), keys.expiry(stage), keys.campaign(), keys.beats()),
                List.of(runner.time(), Integer.toString(limit)));
    }
}
