package org.musterhpc.launcher.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.bundle.CampaignFolder;
import org.musterhpc.launcher.cluster.batch.Canceller;
import org.musterhpc.launcher.cluster.batch.scheduler.Scheduler;
import org.musterhpc.launcher.config.ClusterSettings.Batch;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.shell.ShellFiles;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.connect.RedisAddress;

/**
 * What a compute node sees: submits an array of one element, which runs the agent's probe, and waits for its words. The
 * array is cancelled in the end, and its folder removed.
 */
record AllocationCheck(Errand errand, BundleInstaller installer, RedisAddress redis, Pause pause, Duration patience)
        implements Check {
    private static final String NAME = "node";
    /** No campaign is called so by anybody. */
    private static final String CAMPAIGN = "_doctor";

    private static final Duration EVERY = Duration.ofSeconds(2);

    /** Whole or not at all: what is half written is not read. */
    private static final String PROBE =
            "c=$0; w=$1; a=$2; shift 2; \"$@\" --probe --connection \"$c\" --write \"$w\" >\"$a.new\" 2>&1; mv \"$a.new\" \"$a\"";

    /** Where to. */
    record Errand(Batch settings, Scheduler scheduler, Shell shell, Retries retries) {}

    @Override
    public List<CheckResult> look() {
        CampaignFolder folder = new CampaignFolder(
                errand.shell(), errand.retries(), errand.settings().site().remoteDir(), CAMPAIGN);
        try {
            Campaign nobodys = new Campaign(CAMPAIGN, "", "", Instant.EPOCH, List.of());
            CampaignFolder.Paths there =
                    folder.prepare(installer, new CampaignFolder.Access(redis, null), nobodys, Path.of("none"));
            List<CheckResult> findings = probe(there);
            folder.remove();
            return findings;
        } catch (Problem problem) {
            return List.of(CheckResult.fail(NAME, String.valueOf(problem.getMessage()), problem.advice()));
        } catch (ShellFailure e) {
            return List.of(CheckResult.fail(NAME, e.getMessage(), e.advice()));
        }
    }

    private List<CheckResult> probe(CampaignFolder.Paths there) throws NoAnswer, NotSent, Refused {
        String name = "m-doctor-" + UUID.randomUUID().toString().substring(0, 8);
        String answer = there.logs() + "/" + name + ".json";
        String script = there.scripts() + "/" + name + ".sh";
        ShellFiles files = new ShellFiles(errand.shell(), errand.retries());
        List<String> command = new ArrayList<>(List.of("sh", "-c", PROBE, there.connection(), there.folder(), answer));
        command.addAll(there.agent().start());
        String text = TemplateLook.render(errand.scheduler().dialect(), errand.settings(), name, there.logs(), command);
        files.put(Input.of(text), script, "700");
        Submitted submitted = errand.scheduler().submit(script).submitted();
        if (submitted instanceof Submitted.Refused refused) {
            return List.of(CheckResult.fail(
                    NAME,
                    "the scheduler refuses the array: " + refused.said()
                            + errand.settings().options().entrySet().stream()
                                    .map(option -> ", " + option.getKey() + " " + option.getValue())
                                    .sorted()
                                    .collect(Collectors.joining()),
                    refused.why().advice()));
        }
        List<String> arrays = submitted instanceof Submitted.Accepted accepted
                ? List.of(accepted.array())
                : errand.scheduler().lookup(name).orElse(List.of());
        try {
            return await(files, answer, arrays);
        } finally {
            Canceller canceller = new Canceller(errand.scheduler(), pause);
            arrays.forEach(canceller::cancelAndOutlast);
        }
    }

    private List<CheckResult> await(ShellFiles files, String answer, List<String> arrays)
            throws NoAnswer, NotSent, Refused {
        Patience waiting = new Patience(patience, InstantSource.system(), time -> pause.pause(EVERY));
        do {
            byte[] said = files.read(answer).orElse(null);
            if (said != null) {
                return read(new String(said, StandardCharsets.UTF_8));
            }
        } while (waiting.lasts());
        String state = arrays.isEmpty() ? "the scheduler did not say whether it has it" : state(arrays.get(0));
        return List.of(CheckResult.warn(
                NAME,
                "no element has run within " + patience.toSeconds() + " s: " + state,
                "wait longer with --timeout, or see what the queue waits for"));
    }

    private String state(String array) {
        ArrayStates states = errand.scheduler().states(List.of(array)).get(array);
        AllocationState state = states == null ? new AllocationState.Unknown("nothing is said of it") : states.of(0);
        if (state instanceof AllocationState.Pending pending) {
            String reason = pending.reason();
            return "it waits"
                    + (reason.isEmpty() ? "" : ": " + Dialects.meaning(reason).said(reason));
        }
        if (state instanceof AllocationState.Ended ended) {
            return "it ended: " + ended.kind();
        }
        if (state instanceof AllocationState.Unknown unknown) {
            return unknown.said();
        }
        return state instanceof AllocationState.Leaving ? "it is leaving" : "it runs";
    }

    /** @param said what the probe has printed */
    static List<CheckResult> read(String said) {
        String line =
                said.lines().filter(each -> each.startsWith("{")).findFirst().orElse("");
        JsonNode seen;
        try {
            seen = JsonMapper.builder().build().readTree(line);
        } catch (JsonProcessingException e) {
            seen = JsonMapper.builder().build().missingNode();
        }
        if (!seen.isObject()) {
            String first = said.strip().lines().findFirst().orElse("nothing");
            return List.of(CheckResult.fail(
                    NAME,
                    "the agent does not start there; it said: " + first,
                    "see that nodes see remote_dir, and have Java"));
        }
        List<CheckResult> findings = new ArrayList<>();
        String host = seen.path("host").asText();
        findings.add(CheckResult.ok(
                NAME,
                host + " runs the agent, Java " + seen.path("java").asText() + ", "
                        + seen.path("cpus").asInt() + " cpus"));
        String redis = seen.path("redis").asText();
        findings.add(
                redis.equals("ok")
                        ? CheckResult.ok(
                                "redis seen",
                                "from " + host + ", in "
                                        + seen.path("latency_ms").asText() + " ms")
                        : CheckResult.fail(
                                "redis seen",
                                "not from " + host + ": " + redis,
                                "see that nodes may connect to it (firewall, bind), under the name that the url has"));
        findings.add(
                seen.path("writable").asBoolean()
                        ? CheckResult.ok("folder seen", host + " writes to remote_dir")
                        : CheckResult.fail(
                                "folder seen",
                                host + " cannot write to remote_dir",
                                "set remote_dir to a folder on a file system that all nodes see"));
        if (seen.path("redis_time").isNumber()) {
            findings.add(ClusterCheck.clock(
                    host,
                    Duration.ofMillis(seen.path("node_time").asLong()
                            - seen.path("redis_time").asLong())));
        }
        return findings;
    }
}
