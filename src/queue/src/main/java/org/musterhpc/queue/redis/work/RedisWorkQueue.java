package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Doubles;
import org.musterhpc.queue.Lane;
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
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.queue.redis.work.Reports.Reporter;
import org.musterhpc.queue.sign.SigningKey;

/** An agent's side of the queue. */
public final class RedisWorkQueue implements WorkQueue {
    private final ScriptRunner runner;
    private final ScriptRunner listening;
    private final CampaignReader.Known known;
    private final Exchanges exchanges;
    private final Map<Lane, ExchangeLane> lanes = new EnumMap<>(Lane.class);
    private final Heartbeats heartbeats;
    private final Tender tender;
    private final LeaseRevoker revoker;
    private final AgentRegistry registry;
    private final RedisLosses losses;
    private final RedisDoubles doubles;
    private final Upstream upstream;
    private final ClaimTimes claimTimes = new ClaimTimes();
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
        String grace = Long.toString(graceTime.toMillis());
        Reports reports = new Reports(runner, known, new Brings(known, key));
        this.heartbeats = new Heartbeats(runner, known, grace);
        this.registry = new AgentRegistry(runner, known);
        this.tender = new Tender(runner, known, registry);
        this.revoker = new LeaseRevoker(runner, known, reports, registry, tender);
        Claims claims = new Claims(runner, known, grace);
        this.exchanges = new Exchanges(
                runner,
                new Exchanges.Calls(reports, claims, revoker),
                new Replies(known.campaign()),
                agent,
                claimTimes);
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new ExchangeLane(exchanges, lane));
        }
        this.losses = new RedisLosses(runner, known);
        this.doubles = new RedisDoubles(runner, known, agent);
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
    public Exchange exchange(Lane lane, List<Report> handedIn, List<Want> wants) {
        return at(lane).exchange(handedIn, wants);
    }

    @Override
    public List<Lane> unanswered() {
        return Arrays.stream(Lane.values()).filter(lane -> at(lane).owed()).toList();
    }

    private ExchangeLane at(Lane lane) {
        return Objects.requireNonNull(lanes.get(lane));
    }

    Exchanges.Answered exchange(List<Report> handedIn, Claims.Numbered asked) {
        return exchanges.once(handedIn, asked);
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
        // What it may have been given unheard goes back as it came.
        for (Lane lane : unanswered()) {
            List<Lease> given = exchange(lane, List.of(), List.of()).leases();
            exchange(
                    lane,
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
    public Doubles doubles() {
        return doubles;
    }

    @Override
    public void close() {
        listening.close();
        runner.close();
    }
}
