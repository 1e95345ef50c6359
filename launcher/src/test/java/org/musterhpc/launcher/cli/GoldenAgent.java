package org.musterhpc.launcher.cli;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;

/** The agents of {@link GoldenWorld}: what they do takes place at times that are always the same. */
final class GoldenAgent {
    private static final Instant STARTED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration LONG = Duration.ofHours(10);

    private final RedisAddress address;

    GoldenAgent(String url) {
        address = new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX);
    }

    /** Brings the tasks of {@code mixed} into every state there is, with a journal and a log of one of them. */
    void mixed(Path logs) throws IOException {
        try (Queues queues = Queues.connect(address);
                WorkQueue agent = queues.work("mixed", info("a1"), Duration.ZERO)) {
            agent.beat(info("a1"), List.of());
            Lease first = claim(agent, "first", 1).get(0);
            Report.Retry again = (Report.Retry) decide(agent, first, Outcome.EXIT, null);
            report(agent, new Report.Retry(first, again.next(), Duration.ZERO, again.attempt()));
            agent.tend(LONG);
            Map<String, Lease> leases =
                    claim(agent, "first", 9).stream().collect(toMap(Lease::id, Function.identity()));
            Path folder = Files.createDirectories(logs.resolve("a1"));
            Path log = Files.writeString(
                    folder.resolve("slot-1.log"), "before\n2 is done\n\u001b[31mred\u001b[0m\nafter\n");
            Attempt.LogRef ref = new Attempt.LogRef(log.toString(), 7, 23);
            Report done = decide(agent, leases.get("first/000002"), Outcome.OK, ref);
            report(agent, done);
            Campaign campaign = agent.campaign();
            Files.writeString(
                    folder.resolve("results.jsonl"),
                    "{\"campaign\":\"mixed\",\"digest\":\"" + campaign.digest() + "\",\"created_ms\":"
                            + campaign.created().toEpochMilli() + "}\n"
                            + EndingCodec.encode(((Report.Finish) done).ending()) + "\n");
            report(agent, decide(agent, leases.get("first/000003"), Outcome.OK, null));
            report(agent, decide(agent, leases.get("first/000004"), Outcome.WALLTIME, null));
            report(agent, decide(agent, leases.get("first/000001"), Outcome.EXIT, ref));
            for (int n = 9; n >= 6; n--) {
                Lease lease = leases.get("first/00000" + n);
                report(agent, new Report.GiveBack(lease, lease.message()));
            }
            report(agent, decide(agent, claim(agent, "second", 1).get(0), Outcome.OK, null));
        }
    }

    /** Two tasks of {@code over} are done, the last is dead; agents have left. */
    void over() {
        try (Queues queues = Queues.connect(address);
                WorkQueue agent = queues.work("over", info("a1"), Duration.ZERO)) {
            agent.beat(info("a1"), List.of());
            for (Lease lease : claim(agent, "main", 3)) {
                boolean last = lease.message().n() == 2;
                report(agent, decide(agent, lease, last ? Outcome.EXIT : Outcome.OK, null));
            }
            agent.leave(info("a1"));
        }
    }

    /** An array of {@code arrays} waits in a scheduler's queue. */
    void arrays() {
        ArrayRecord array = new ArrayRecord(
                "muster-arrays-1",
                "cosma",
                "",
                new ArrayRecord.Elements(1, 4, null, false),
                new ArrayRecord.ElementSize(null, 1, null),
                new ArrayRecord.Seen(4, 0, 0, "Priority", false),
                ArrayRecord.Standing.of(ArrayRecord.State.INTENT));
        try (Queues queues = Queues.connect(address)) {
            Ledger ledger = queues.ledger();
            ledger.goal("arrays", "cosma", new Goal.Auto());
            ledger.watch("arrays", "cosma", "somebody", LONG);
            ledger.intend("arrays", "somebody", array, LONG);
            ledger.settle("arrays", ArrayRecord.State.INTENT, array.submitted("4711"), LONG);
        }
    }

    /** Does all that can be claimed of a campaign, if there is one of this name. */
    void finish(String campaign) {
        try (Queues queues = Queues.connect(address)) {
            Campaign known = queues.view().campaign(campaign).orElse(null);
            if (known == null) {
                return;
            }
            try (WorkQueue agent = queues.work(campaign, info("b1"), Duration.ZERO)) {
                agent.beat(info("b1"), List.of());
                for (Stage stage : known.stages()) {
                    claim(agent, stage.name(), 100)
                            .forEach(lease -> report(agent, decide(agent, lease, Outcome.OK, null)));
                }
                agent.leave(info("b1"));
            }
        }
    }

    private static WorkQueue.AgentInfo info(String name) {
        return new WorkQueue.AgentInfo(name, "local", "node1", 17, "", 2, LONG);
    }

    private static List<Lease> claim(WorkQueue agent, String stage, int most) {
        return agent.exchange(List.of(), List.of(new WorkQueue.Want(stage, most)))
                .leases();
    }

    private static void report(WorkQueue agent, Report report) {
        List<Report.Answer> answers =
                agent.exchange(new ArrayList<>(List.of(report)), List.of()).answers();
        if (!answers.equals(List.of(Report.Answer.ACCEPTED))) {
            throw new IllegalStateException(report + ": " + answers);
        }
        // Events of one millisecond have no order.
        Instant then = agent.now().truncatedTo(ChronoUnit.MILLIS);
        while (!agent.now().truncatedTo(ChronoUnit.MILLIS).isAfter(then)) {
            Thread.onSpinWait();
        }
    }

    private static Report decide(WorkQueue agent, Lease lease, Outcome outcome, Attempt.@Nullable LogRef log) {
        boolean ok = outcome == Outcome.OK;
        JsonNode result =
                ok ? JsonNodeFactory.instance.numberNode(lease.message().n()) : null;
        Integer exit = ok ? Integer.valueOf(0) : outcome == Outcome.EXIT ? 3 : null;
        Attempt attempt = new Attempt(
                lease.attempt(),
                lease.token(),
                outcome,
                new Attempt.Detail(exit, null, null),
                new Attempt.Place("a1", "node1", "local", null),
                STARTED,
                STARTED.plusMillis(2500),
                new Attempt.Usage(2.5, 1.25, 4_500_000),
                result,
                log);
        return RetryPolicy.decide(agent.campaign().stage(lease.stage()), lease, attempt)
                .orElseThrow();
    }
}
