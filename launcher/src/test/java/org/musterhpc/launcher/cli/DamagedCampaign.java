package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.RedisServer;

/**
 * A campaign in full swing, in which every kind of key holds something, that can be had again and again; and its agents.
 * Of what is done there is a journal.
 */
final class DamagedCampaign implements AutoCloseable {
    static final String NAME = "hurt";
    /** Tasks of its manifest. */
    static final int TASKS = 18;

    final RedisServer redis;
    final Desk desk;
    final Path file;
    private final Path home;
    private final List<String> keys;
    private Lease running;
    private int finished;

    DamagedCampaign(Path folder) throws IOException {
        redis = RedisServer.start("appendonly yes");
        home = folder.resolve("home");
        desk = new Desk(home).at(redis.url());
        file = folder.resolve(NAME + ".yml");
        Files.writeString(file, """
                foreign_messages: accept
                stages:
                  first: {command: "true", tasks: {range: 1-8}}
                  second: {command: "true", after: first}
                  last: {command: "true", tasks: {range: 1-2}, after: {stage: second, all: true}}
                """);
        if (desk.types("submit", file.toString(), "--stage-only") != 0) {
            throw new AssertionError(desk.err());
        }
        live();
        if (desk.types("cancel", NAME, "first/000008") != 0) {
            throw new AssertionError(desk.err());
        }
        redis.ask("RPUSH muster:{hurt}:first:proc '{\"id\":\"guest\"}'");
        redis.ask("DEL muster:{hurt}:bell"); // it would be gone in half a minute
        keys = Arrays.stream(redis.ask("KEYS *").split("\n")).sorted().toList();
        for (String key : keys) {
            redis.ask("COPY " + key + " " + key + " DB 1");
        }
    }

    /** All its keys. */
    List<String> keys() {
        return keys;
    }

    /** It is again as it was at first. */
    void again() {
        List<String> commands = new ArrayList<>(List.of("FLUSHDB", "SELECT 1"));
        keys.forEach(key -> commands.add("COPY " + key + " " + key + " DB 0"));
        redis.ask(commands.toArray(String[]::new));
    }

    private void live() throws IOException {
        try (Queues queues = Queues.connect(address());
                WorkQueue agent = queues.work(NAME, info("a1"), Duration.ZERO)) {
            Campaign campaign = queues.view().campaign(NAME).orElseThrow();
            agent.beat(info("a1"), List.of());
            List<Lease> first = claim(agent, "first", 6);
            List<Report> reports = new ArrayList<>();
            for (Lease lease : first.subList(0, 3)) {
                reports.add(done(lease));
            }
            reports.add(new Report.Bury(first.get(3), ending(first.get(3), State.DEAD, Outcome.EXIT)));
            Message next = first.get(4).message().withTries(new Message.Tries(1, 0, 1));
            reports.add(new Report.Retry(first.get(4), next, Duration.ZERO, attempt(first.get(4), Outcome.NODE_LOST)));
            agent.exchange(reports, List.of());
            running = first.get(5);
            Report.Finish second = done(claim(agent, "second", 1).get(0));
            agent.exchange(List.of(second, done(first.get(4))), List.of());
            reports.add(second);
            StringBuilder journal = new StringBuilder("{\"campaign\":\"hurt\",\"digest\":\"" + campaign.digest()
                    + "\",\"created_ms\":" + campaign.created().toEpochMilli() + "}\n");
            for (Report report : reports) {
                if (report instanceof Report.Finish finish) {
                    journal.append(EndingCodec.encode(finish.ending())).append('\n');
                }
            }
            Path logs = Files.createDirectories(home.resolve("campaigns/hurt/logs/a1"));
            Files.writeString(logs.resolve("results.jsonl"), journal);
            queues.ledger().goal(NAME, "cosma", new Goal.Auto());
            queues.ledger().watch(NAME, "cosma", "somebody", Duration.ofHours(1));
            queues.ledger().intend(NAME, "somebody", array(), Duration.ofMinutes(1));
        }
    }

    /** Agents run all that can be run; the one that was at work all the while reports, too. */
    void finish() {
        // As any agent, another than before: its exchanges are numbered from the first again.
        WorkQueue.AgentInfo another = info("b" + ++finished);
        try (Queues queues = Queues.connect(address());
                WorkQueue old = queues.work(NAME, info("a1"), Duration.ZERO);
                WorkQueue agent = queues.work(NAME, another, Duration.ZERO)) {
            old.exchange(List.of(done(running)), List.of());
            agent.beat(another, List.of());
            for (int quiet = 0; quiet < 2; ) {
                List<Report> reports = new ArrayList<>();
                for (String stage : List.of("first", "second", "last")) {
                    claim(agent, stage, 100).forEach(lease -> reports.add(done(lease)));
                }
                agent.exchange(reports, List.of());
                quiet = reports.isEmpty() ? quiet + 1 : 0;
            }
        }
    }

    Queues connect() {
        return Queues.connect(address());
    }

    private RedisAddress address() {
        return new RedisAddress(redis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
    }

    private static WorkQueue.AgentInfo info(String name) {
        return new WorkQueue.AgentInfo(name, "local", "here", 1, "", 2, Duration.ofHours(1));
    }

    private static List<Lease> claim(WorkQueue agent, String stage, int tasks) {
        return agent.exchange(List.of(), List.of(new WorkQueue.Want(stage, tasks)))
                .leases();
    }

    private static Report.Finish done(Lease lease) {
        return new Report.Finish(lease, ending(lease, State.DONE, Outcome.OK));
    }

    private static Ending ending(Lease lease, State state, Outcome outcome) {
        Message message = lease.message().withTries(new Message.Tries(lease.attempt(), 0, 0));
        return new Ending(lease.stage(), state, message, attempt(lease, outcome));
    }

    private static Attempt attempt(Lease lease, Outcome outcome) {
        return new Attempt(
                lease.attempt(),
                lease.token(),
                outcome,
                Attempt.Detail.NONE,
                new Attempt.Place("a1", "here", "local", null),
                lease.claimed(),
                lease.claimed(),
                new Attempt.Usage(0.1, 0.05, 1_000),
                JsonNodeFactory.instance.numberNode(7),
                null);
    }

    private static ArrayRecord array() {
        return new ArrayRecord(
                "muster-hurt-1",
                "cosma",
                "",
                new ArrayRecord.Elements(1, 4, null, false),
                new ArrayRecord.ElementSize(null, 1, null),
                ArrayRecord.Seen.nothing(4),
                ArrayRecord.Standing.of(ArrayRecord.State.INTENT));
    }

    @Override
    public void close() {
        redis.close();
    }
}
