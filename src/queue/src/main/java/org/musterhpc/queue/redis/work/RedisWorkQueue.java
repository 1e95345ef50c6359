package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Losses;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.campaign.AgentRegistry;
import org.musterhpc.queue.redis.campaign.Bell;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.queue.redis.work.Reports.Reporter;
import org.musterhpc.queue.sign.SigningKey;

/** An agent's side of the queue. Exchanges are one round trip; a bad message found in a reply costs one more. */
public final class RedisWorkQueue implements WorkQueue {
    private final ScriptRunner runner;
    private final ScriptRunner listening;
    private final CampaignReader.Known known;
    private final @Nullable AgentInfo agent;
    private final Reports reports;
    private final Replies replies;
    private final Claims claims;
    private final Heartbeats heartbeats;
    private final Tender tender;
    private final LeaseRevoker revoker;
    private final AgentRegistry registry;
    private final RedisLosses losses;
    private final Upstream upstream;
    private final ClaimTimes claimTimes = new ClaimTimes();
    private Claims.Numbered last = Claims.Numbered.NONE;
    private Heartbeats.Known heard = Heartbeats.Known.NOTHING;

    /**
     * @param listening where to wait for the bell, for as long as that takes
     * @param key signs what results of tasks bring along; null where nothing is signed
     */
    public RedisWorkQueue(
            ScriptRunner runner,
            ScriptRunner listening,
            CampaignReader.Known known,
            @Nullable AgentInfo agent,
            Duration graceTime,
            @Nullable SigningKey key) {
        this.runner = runner;
        this.listening = listening;
        this.known = known;
        this.agent = agent;
        String grace = Long.toString(graceTime.toMillis());
        this.reports = new Reports(runner, known, new Brings(known, key));
        this.replies = new Replies(known.campaign());
        this.claims = new Claims(runner, known, grace);
        this.heartbeats = new Heartbeats(runner, known, grace);
        this.registry = new AgentRegistry(runner, known);
        this.tender = new Tender(runner, known, registry);
        this.revoker = new LeaseRevoker(runner, known, reports, registry, tender);
        this.losses = new RedisLosses(runner, known);
        this.upstream = new Upstream(runner, known);
    }

    @Override
    public Campaign campaign() {
        return known.campaign();
    }

    @Override
    public Campaign changed() {
        return known.now(runner);
    }

    @Override
    public void take(Campaign changed) {
        known.take(changed);
    }

    @Override
    public synchronized Exchange exchange(List<Report> handedIn, List<Want> wants) {
        // What was asked for and not answered is asked for again before anything else: it may have been given.
        Claims.Numbered asked = last.wants().isEmpty() ? last.next(wants) : last.repeated();
        last = asked;
        Answered answered = exchange(handedIn, asked);
        last = answered.again() ? asked.repeated() : asked.over();
        return answered.exchange();
    }

    /** @param again whether a claim of it must be said again */
    record Answered(Exchange exchange, boolean again) {}

    Answered exchange(List<Report> handedIn, Claims.Numbered asked) {
        List<Want> wants = asked.wants();
        List<Reports.Sending> sendings = reports.sendings(handedIn, Reporter.HOLDER);
        List<Script.Call> calls =
                sendings.stream().map(Reports.Sending::call).collect(Collectors.toCollection(ArrayList::new));
        calls.addAll(wants.isEmpty() ? List.of(revoker.clock()) : claims.calls(Objects.requireNonNull(agent), asked));
        long sent = runner.nanos();
        List<ScriptRunner.Result> results = runner.tryAll(calls);
        List<ScriptRunner.Result> reported = results.subList(0, sendings.size());
        List<ScriptRunner.Result> claimed =
                wants.isEmpty() ? List.of() : results.subList(sendings.size(), results.size());
        QueueUnavailableException refusal = Replies.refusal(reported, claimed);
        List<Lease> leases = new ArrayList<>();
        List<Report> unreadable = new ArrayList<>();
        Mood mood = Mood.OPEN;
        boolean busy = false;
        Instant now = null;
        for (int i = 0; i < claimed.size(); i++) {
            if (claimed.get(i).refusal() == null) {
                List<?> reply = (List<?>) claimed.get(i).answer();
                now = Replies.instant(reply.get(0));
                mood = mood(reply);
                busy |= reply.get(1).equals("BUSY");
                replies.claimed(wants.get(i).stage(), reply, leases, unreadable);
            }
        }
        if (mood == Mood.OPEN && Reports.paused(sendings, results)) {
            mood = Mood.PAUSED;
        }
        claimTimes.claimed(leases, sent);
        List<Answer> answers = Reports.answers(sendings, results, handedIn.size());
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) != Answer.REFUSED) {
                claimTimes.gone(handedIn.get(i).lease());
            }
        }
        // Of an agent without a lease, or of an older edition, it is not said what was given before.
        boolean again = mood == Mood.SILENT
                || mood == Mood.CHANGED
                || claimed.stream().anyMatch(result -> result.refusal() != null);
        if (!unreadable.isEmpty()) {
            refusal = bury(unreadable, refusal);
        } else if (!wants.isEmpty()
                && leases.isEmpty()
                && mood == Mood.OPEN
                && !busy
                && refusal == null
                && claims.complete()) {
            mood = Mood.COMPLETE;
        }
        if (now == null) {
            // No claim was answered, so nothing is lost where this is not, either.
            ScriptRunner.Result end = results.get(results.size() - 1);
            now = end.refusal() == null ? Replies.instant(((List<?>) end.answer()).get(0)) : revoker.time();
        }
        return new Answered(new Exchange(answers, leases, now, mood, refusal), again);
    }

    /** An exchange that came late is of no interest: what it asked for was asked for again. */
    private static Mood mood(List<?> reply) {
        return List.of("OLD", "BUSY").contains((String) reply.get(1)) ? Mood.OPEN : Mood.valueOf((String) reply.get(1));
    }

    /** What cannot be read is dead; where Redis refuses that now, it lapses and is buried by whoever finds it then. */
    private @Nullable QueueUnavailableException bury(
            List<Report> unreadable, @Nullable QueueUnavailableException before) {
        try {
            revoker.take(unreadable, Reporter.HOLDER);
            return before;
        } catch (QueueUnavailableException e) {
            return before == null ? e : before;
        }
    }

    @Override
    public Beat beat(AgentInfo who, List<Lease> leases) {
        synchronized (heartbeats) {
            Heartbeats.Answer answer;
            try {
                answer = beat(who, leases, heard);
            } catch (QueueUnavailableException e) {
                heard = heard.unanswered();
                throw e;
            }
            heard = answer.known();
            if (answer.jump() != null) {
                revoker.note(answer.jump());
            }
            return answer.beat();
        }
    }

    Heartbeats.Answer beat(AgentInfo who, List<Lease> leases, Heartbeats.Known before) {
        return heartbeats.beat(who, leases, before, claimTimes);
    }

    @Override
    public Instant now() {
        return revoker.time();
    }

    @Override
    public Duration tend(Duration most) {
        return tender.tend(most);
    }

    @Override
    public boolean awaitBell(Duration most) {
        return Bell.await(listening, known.keys(), most);
    }

    @Override
    public void ringBell() {
        Bell.ring(runner, known.keys(), 1);
    }

    @Override
    public void upstream(String stage, String key, boolean failed, Consumer<UpstreamTask> sink) {
        upstream.each(stage, key, failed, sink);
    }

    @Override
    public void leave(AgentInfo who) {
        if (!last.wants().isEmpty()) {
            // What it may have been given unheard goes back as it came.
            List<Lease> given = exchange(List.of(), List.of()).leases();
            exchange(
                    given.stream()
                            .<Report>map(lease -> new Report.GiveBack(lease, lease.message()))
                            .toList(),
                    List.of());
        }
        registry.left(who.name());
    }

    @Override
    public List<Heard> heard() {
        return registry.all().stream()
                .map(entry -> new Heard(entry.info(), entry.seen()))
                .toList();
    }

    @Override
    public void forget(Collection<String> agents) {
        registry.forget(agents);
    }

    @Override
    public List<Lapsed> lapsed(int limit) {
        List<Lapsed> lapsed = revoker.lapsed(limit);
        return lapsed.size() > limit ? lapsed.subList(0, limit) : lapsed;
    }

    @Override
    public Duration quiet() {
        return revoker.quiet();
    }

    @Override
    public Optional<Duration> clockJump() {
        return revoker.clockJump();
    }

    @Override
    public List<Answer> lapse(List<Report> handedIn) {
        return revoker.take(handedIn, Reporter.LAPSE);
    }

    @Override
    public List<Lapsed> heldBy(Set<String> agents) {
        return revoker.heldBy(agents);
    }

    @Override
    public List<Answer> release(List<Report> handedIn) {
        return revoker.take(handedIn, Reporter.RELEASE);
    }

    @Override
    public Losses losses() {
        return losses;
    }

    @Override
    public void close() {
        listening.close();
        runner.close();
    }
}
