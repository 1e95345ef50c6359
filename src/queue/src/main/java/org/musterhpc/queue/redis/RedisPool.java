package org.musterhpc.queue.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.model.NameForm;
import org.musterhpc.queue.redis.campaign.Bell;
import org.musterhpc.queue.redis.connect.Connector;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.util.KeyValue;

/** A pool's keys; all are in one slot. */
final class RedisPool implements Pool {
    /** More than a pool can serve; whoever wrote more is not us. */
    private static final int MOST_BYTES = 4 << 20;

    private static final int MOST_CAMPAIGNS = 10_000;
    private static final int THOROUGH = 12;
    /** Where a campaign has its definition: what the ledger of arrays looks for. */
    private static final String ORDER = "campaign";

    private static final String LEAVE = "leave";
    /** No agent's name. */
    private static final String ALL = "*";

    private static final long ALONE_MS = 2_000;

    private final ScriptRunner runner;
    private final ScriptRunner listening;
    private final String prefix;
    private final String name;
    private String holder = "";
    private int asked;

    RedisPool(ScriptRunner runner, ScriptRunner listening, String prefix, String name) {
        this.runner = runner;
        this.listening = listening;
        this.prefix = prefix;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void enter(String campaign) {
        long now = now().toEpochMilli();
        runner.ask(redis -> redis.hsetnx(key("campaigns"), campaign, Long.toString(now)));
    }

    @Override
    public void remove(String campaign) {
        runner.ask(redis -> redis.hdel(key("campaigns"), campaign));
    }

    @Override
    public List<String> campaigns() {
        TreeSet<String> names = new TreeSet<>();
        Scan.hash(runner, key("campaigns"), (campaign, since) -> {
            if (NameForm.fits(campaign) && names.size() < MOST_CAMPAIGNS) {
                names.add(campaign);
            }
        });
        return List.copyOf(names);
    }

    @Override
    public void ring(String campaign, long tasks) {
        if (tasks > 0) {
            String times = Long.toString(Math.min(Bell.MOST, tasks));
            runner.run(Script.RING.on(List.of(key("bell")), List.of(runner.time(), times, campaign)));
        }
    }

    @Override
    public Optional<String> awaitBell(Duration most) {
        double seconds = Math.min(Connector.RING_MS, most.toMillis()) / 1e3;
        return Optional.ofNullable(listening.ask(redis -> redis.blpop(seconds, key("bell"))))
                .map(KeyValue::getValue)
                .filter(NameForm::fits);
    }

    /**
     * Whoever does not have the office asks by one cheap command, as a thousand do that every few seconds; now and then by the
     * script, which mends what somebody else wrote there for ever.
     */
    @Override
    public synchronized boolean tend(String agent, Duration time) {
        boolean mine;
        if (agent.equals(holder) || ++asked % THOROUGH == 0) {
            mine = runner.run(Script.WATCH.on(
                            List.of(key("agents"), key("tender")),
                            List.of(runner.time(), agent, Long.toString(time.toMillis()))))
                    .equals("MINE");
        } else {
            SetParams params = SetParams.setParams().nx().px(time.toMillis());
            mine = runner.ask(redis -> Optional.ofNullable(redis.set(key("tender"), agent, params)))
                    .isPresent();
        }
        if (mine || agent.equals(holder)) {
            holder = mine ? agent : "";
        }
        return mine;
    }

    @Override
    public void publish(List<Demand> demand, Duration lasts) {
        SetParams params = SetParams.setParams().px(lasts.toMillis());
        runner.ask(redis -> redis.set(key("demand"), PoolCodec.demand(demand), params));
    }

    @Override
    public List<Demand> demand() {
        String text = runner.find(redis -> redis.mget(key("demand")).get(0));
        return text == null || text.length() > MOST_BYTES ? List.of() : PoolCodec.demand(text);
    }

    @Override
    public void beat(Member member) {
        runner.ask(redis -> redis.hset(key("agents"), member.name(), PoolCodec.member(member)));
    }

    @Override
    public void forget(List<String> agents) {
        if (!agents.isEmpty()) {
            runner.ask(redis -> redis.hdel(key("agents"), agents.toArray(String[]::new)));
        }
    }

    @Override
    public @Nullable Order order() {
        Map<String, String> fields = new TreeMap<>();
        Scan.hash(runner, key(ORDER), fields::put);
        return PoolOrders.order(fields).orElse(null);
    }

    @Override
    public void order(Order order) {
        if (order.runs()) {
            runner.ask(redis -> redis.hdel(key(LEAVE), ALL));
        } else {
            runner.ask(redis -> redis.hset(key(LEAVE), ALL, order.all().name()));
        }
        runner.ask(redis -> redis.hset(key(ORDER), PoolOrders.fields(order)));
    }

    @Override
    public void tell(List<String> agents, Farewell how) {
        for (String agent : agents) {
            runner.ask(redis -> redis.hset(key(LEAVE), agent, how.name()));
        }
    }

    @Override
    public Farewell farewell(String agent) {
        Farewell all = PoolOrders.farewell(Scan.field(runner, key(LEAVE), ALL)).orElse(Farewell.STAY);
        return all == Farewell.STAY
                ? PoolOrders.farewell(Scan.field(runner, key(LEAVE), agent)).orElse(Farewell.STAY)
                : all;
    }

    @Override
    public Map<String, Farewell> told() {
        Map<String, Farewell> all = new TreeMap<>();
        Scan.hash(
                runner, key(LEAVE), (agent, how) -> PoolOrders.farewell(how).ifPresent(known -> all.put(agent, known)));
        all.remove(ALL);
        return all;
    }

    @Override
    public void gone(List<String> agents) {
        if (!agents.isEmpty()) {
            runner.ask(redis -> redis.hdel(key(LEAVE), agents.toArray(String[]::new)));
        }
    }

    @Override
    public boolean mayLeave(String agent) {
        Order order = order();
        if (order != null && order.runs() && order.min() > 0) {
            SetParams alone = SetParams.setParams().nx().px(ALONE_MS);
            if (runner.ask(redis -> Optional.ofNullable(redis.set(key("goer"), agent, alone)))
                    .isEmpty()) {
                return false;
            }
            Map<String, Farewell> told = told();
            long others = living().stream()
                    .map(Member::name)
                    .filter(other -> !other.equals(agent) && told.getOrDefault(other, Farewell.STAY) == Farewell.STAY)
                    .count();
            if (others < order.min()) {
                return false; // those who ask next wait until the lock is over: nothing changes so soon
            }
            forget(List.of(agent));
            runner.ask(redis -> redis.del(key("goer")));
            return true;
        }
        forget(List.of(agent));
        return true;
    }

    @Override
    public void explain(String json) {
        runner.ask(redis -> redis.set(key("scaling"), json));
    }

    @Override
    public String explained() {
        return Scan.texts(runner, List.of(key("scaling"))).get(0);
    }

    @Override
    public List<Member> members() {
        Map<String, Member> members = new TreeMap<>(); // a page may show the same agent again
        Scan.hash(
                runner,
                key("agents"),
                (agent, text) -> PoolCodec.member(agent, text).ifPresent(member -> members.put(agent, member)));
        return new ArrayList<>(members.values());
    }

    @Override
    public Instant now() {
        String any = key("time"); // nothing is there
        return Replies.instant(runner.run(Script.NOW.on(List.of(any), List.of(runner.time()))));
    }

    @Override
    public void close() {
        listening.close();
        runner.close();
    }

    /**
     * No campaign's name has a colon. {@code campaigns} HASH, {@code agents} HASH, {@code bell} LIST with a time to live,
     * {@code tender} and {@code demand} STRING with a time to live. Of one in arrays also {@code campaign} HASH, {@code leave}
     * HASH, {@code scaling} STRING, {@code goer} STRING with a time to live, and what a campaign has of its arrays.
     */
    private String key(String role) {
        return prefix + "{pool:" + name + "}:" + role;
    }
}
