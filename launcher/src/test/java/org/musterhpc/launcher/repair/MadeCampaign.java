package org.musterhpc.launcher.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.expand.Expanded;
import org.musterhpc.launcher.expand.Expansion;
import org.musterhpc.launcher.expand.ManifestReader;
import org.musterhpc.launcher.submit.MessageSource;
import org.musterhpc.launcher.submit.SendRetries;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.queue.sign.Trust;
import org.musterhpc.queue.sign.UntrustedException;
import org.musterhpc.testkit.RedisServer;

/** A campaign on a real Redis; the test itself is the agent, whose tasks make their outputs and nothing else. */
final class MadeCampaign implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    final Path folder;
    final Queues queues;
    final SigningKey key = SigningKey.fresh();
    final ManifestReader manifest;
    final Expanded expanded;
    /** What a task writes as its result, by its id. */
    final Map<String, String> results = new HashMap<>();

    private final RedisServer redis = RedisServer.start("appendonly no");
    private int agents;

    MadeCampaign(Path folder, String file) throws IOException {
        this.folder = folder;
        queues = Queues.connect(address());
        expanded = Expansion.run(
                CampaignFile.read(Files.writeString(folder.resolve("scan.yml"), file)),
                folder.resolve("manifest"),
                "me");
        manifest = new ManifestReader(folder.resolve("manifest"));
    }

    RedisAddress address() {
        return new RedisAddress(redis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);
    }

    String redis(String... commands) {
        return redis.ask(commands);
    }

    String name() {
        return expanded.campaign().name();
    }

    Campaign campaign() {
        return queues.view().campaign(name()).orElseThrow();
    }

    void submit() {
        Submission submission =
                new Submission(queues.intake(), duration -> {}, expanded.campaign(), manifest::texts, key);
        submission.create();
        submission.push(() -> false);
    }

    /** Runs what can run, until nothing can; the ids of what ran, of one that ran twice twice. */
    List<String> work() {
        return work(id -> true);
    }

    /** The same; where a task should fail it makes nothing. */
    List<String> work(Predicate<String> succeeds) {
        List<String> ran = new ArrayList<>();
        String name = "a" + ++agents;
        WorkQueue.AgentInfo info = new WorkQueue.AgentInfo(name, "local", "here", 1, "", 2, Duration.ofMinutes(5));
        try (WorkQueue agent = queues.work(name(), info, Duration.ZERO, key)) {
            agent.beat(info, List.of());
            List<Lease> leases;
            do {
                leases = claim(agent);
                List<Report> reports = new ArrayList<>();
                for (Lease lease : leases) {
                    ran.add(lease.id());
                    reports.add(report(agent, lease, succeeds.test(lease.id()), name));
                }
                if (!reports.isEmpty()) {
                    agent.exchange(reports, List.of());
                }
            } while (!leases.isEmpty());
            agent.leave(info);
        }
        return ran;
    }

    private List<Lease> claim(WorkQueue agent) {
        List<WorkQueue.Want> wants = agent.campaign().stages().stream()
                .map(stage -> new WorkQueue.Want(stage.name(), 100))
                .toList();
        agent.tend(Duration.ofSeconds(1));
        return agent.exchange(List.of(), wants).leases();
    }

    private Report report(WorkQueue agent, Lease lease, boolean succeeds, String name) {
        Stage stage = agent.campaign().stage(lease.stage());
        String objection = objection(agent.campaign(), lease);
        if (objection != null) {
            throw new AssertionError(lease.id() + ": " + objection);
        }
        if (succeeds) {
            files(stage, lease.message(), lease.attempt()).forEach(MadeCampaign::make);
        }
        Attempt attempt = new Attempt(
                lease.attempt(),
                lease.token(),
                succeeds ? Outcome.OK : Outcome.EXIT,
                new Attempt.Detail(succeeds ? 0 : 3, null, null),
                new Attempt.Place(name, "here", "local", null),
                lease.claimed(),
                lease.claimed(),
                new Attempt.Usage(0.1, 0.05, 1_000),
                result(lease.id()),
                null);
        return RetryPolicy.decide(stage, lease, attempt).orElseThrow();
    }

    private @Nullable String objection(Campaign campaign, Lease lease) {
        try {
            return Trust.in(campaign, key).objection(lease.stage(), lease.message());
        } catch (UntrustedException e) {
            return e.getMessage();
        }
    }

    private @Nullable JsonNode result(String id) {
        try {
            String text = results.get(id);
            return text == null ? null : JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Path> files(Stage stage, Message message, int attempt) {
        List<String> names = new Outputs(name(), stage).of(message, attempt);
        return names == null
                ? List.of()
                : names.stream()
                        .map(file -> Path.of(stage.shell().workdir()).resolve(file))
                        .toList();
    }

    private static void make(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "made\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Survey.Wanted all() {
        return new Survey.Wanted(null, false, Set.of());
    }

    Survey survey(Survey.Wanted wanted) {
        Disk disk = new LocalDisk();
        Survey survey = new Survey(
                campaign(),
                cluster -> disk,
                wanted,
                Survey.underWay(queues.view().overview(name())));
        for (Stage stage : campaign().stages()) {
            survey.ended(stage.name(), sink -> queues.view().endings(name(), stage.name(), sink));
        }
        return survey;
    }

    Survey surveyOfTheFile(boolean downstream) {
        Disk disk = new LocalDisk();
        Survey survey = new Survey(
                expanded.campaign(), cluster -> disk, new Survey.Wanted(null, downstream, Set.of()), stage -> false);
        survey.fresh(manifest::messages);
        return survey;
    }

    Reruns.Sent send(Survey survey) {
        return new Reruns(queues.control(), campaign(), key, manifest::messages).send(survey);
    }

    /** A campaign that was never submitted, of which a part is there. */
    boolean found(Survey survey) {
        return found(survey, manifest::messages);
    }

    /** The same, of whoever reads the manifest so. */
    boolean found(Survey survey, MessageSource<Message> source) {
        Campaign begun = expanded.campaign().begun(queues.view().now());
        FoundOnDisk found =
                new FoundOnDisk(queues.recovery(), queues.intake(), new SendRetries(duration -> {}), begun, key);
        found.begin();
        return found.put(survey, source, "");
    }

    /** Ids of what a survey would run. */
    static Set<String> runs(Survey survey) {
        Set<String> runs = new TreeSet<>();
        survey.found().forEach(findings -> runs.addAll(findings.runs().keySet()));
        return runs;
    }

    @Override
    public void close() {
        queues.close();
        redis.close();
    }
}
