package org.musterhpc.launcher.cluster.batch.submission;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentResources;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.dialect.ArrayRequest;
import org.musterhpc.launcher.dialect.BatchScript;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.templates.Templates;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Stage;

/** What an element of one campaign on one cluster is: what it asks the scheduler for, and its batch script. */
public final class ElementPlan {
    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final int LAST_LINES = 3;

    /** Beside the time to kill a task, so that what is left over can be given back. */
    private static final Duration WARNING = Duration.ofSeconds(20);

    private static final String NEWEST =
            "f=$(ls -t -- \"$1\" 2>/dev/null | head -n 1); [ -n \"$f\" ] || exit 0; echo \"$1/$f\"; tail -n \"$2\" -- \"$1/$f\"";

    private final Site site;
    private final AgentSpec spec;
    private final List<String> words;
    private final List<Stage> stages;
    private final Deployment.Source deployer;
    private final BatchScript template;
    private @Nullable Deployment deployment;
    /** What the last size was found by. */
    private @Nullable ElementSizing last;

    /**
     * @throws Problem where the template of the batch script cannot be read
     */
    public ElementPlan(Site site, AgentSpec spec, List<Stage> stages, Deployment.Source deployer) {
        this(site, spec, spec.words(), stages, deployer);
    }

    /** @param words the agent's options that say the same on every machine */
    public ElementPlan(Site site, AgentSpec spec, List<String> words, List<Stage> stages, Deployment.Source deployer) {
        this.site = site;
        this.spec = spec;
        this.words = List.copyOf(words);
        this.stages = List.copyOf(stages);
        this.deployer = deployer;
        this.template = Templates.array(site.dialect(), site.settings().site().templates());
    }

    public List<Stage> stages() {
        return stages;
    }

    /** Between two heartbeats of an agent. */
    public Duration beat() {
        return spec.timing().heartbeat();
    }

    /**
     * What an element is to have, so that tasks fit into it.
     *
     * @param grown what tasks need beyond their stage's settings
     * @param one whether each element takes a single task
     * @param now Redis' time
     * @throws Problem where the cluster gives less than that, as it says now, or does not say what it allows
     */
    public ArrayRecord.ElementSize size(ElementSizing.Grown grown, boolean one, Instant now) {
        try {
            last = sizing(site.limits(now));
            return last.of(stages, grown, one);
        } catch (Problem e) {
            // What is kept may be a day old, and is not what anything is refused by.
            last = sizing(site.limitsAnew(now));
            return last.of(stages, grown, one);
        }
    }

    /** What is told where the scheduler has refused an array, by what it allows now. */
    public Problem refusal(
            Submitted.Refused refused, ArrayRecord.Elements elements, ArrayRecord.ElementSize size, Instant now) {
        return RefusedArray.told(site, refused, elements, size, sizing(site.limitsAnew(now)));
    }

    private ElementSizing sizing(Limits limits) {
        return new ElementSizing(site.settings(), limits, spec.timing().killGrace());
    }

    private Limits.Partition partition(Limits limits) {
        return sizing(limits).partition();
    }

    /** How much elements of that size can do, and how many of them the cluster takes. */
    public Sizing.Capacity capacity(ArrayRecord.ElementSize size, Instant now) {
        Limits limits = site.limits(now);
        Integer cpus = partition(limits).cpus();
        int slots = spec.slots().equals("auto")
                ? ElementSizing.slots(stages, size.cpus(), sizing(limits).gpus(stages))
                : Integer.parseInt(spec.slots());
        return new Sizing.Capacity(
                slots,
                site.settings().arrays().throttle(),
                cpus == null ? null : Integer.valueOf(Math.max(1, cpus / size.cpus())),
                limits.submitted(partition(limits)));
    }

    /** Elements of one array at the most, or null. */
    @Nullable
    public Integer arraySize(Instant now) {
        Limits limits = site.limits(now);
        return limits.arraySize(partition(limits));
    }

    /**
     * Everything that can be found wrong before a task is sent.
     *
     * @param now Redis' time
     * @throws Problem where a task does not fit into the partition, there is no such partition, or the cluster does not
     *     take our files
     */
    public void check(Instant now) {
        String queue = ElementSizing.queue(site.settings().options());
        Limits limits = site.limits(now);
        if (misses(limits, queue)) {
            limits = site.limitsAnew(now);
        }
        if (misses(limits, queue)) {
            throw Problem.usage(
                    "cluster " + site.name() + " has no partition or queue '" + queue + "'",
                    "it has "
                            + String.join(
                                    ", ",
                                    limits.partitions().keySet().stream()
                                            .sorted()
                                            .toList()) + "; correct the cluster in muster.yml");
        }
        AgentResources.check(stages, spec.resources());
        int unusedGpus = sizing(limits).gpus(stages); // says where an element has too few
        ArrayRecord.ElementSize size = size(ElementSizing.Grown.NOTHING, perTask(), now);
        try {
            Deployment there = deployment();
            ArrayRecord.Elements two = new ArrayRecord.Elements(0, 1, null, false);
            template.render(request("m-check", two, size, there));
        } catch (ShellFailure e) {
            throw e.problem();
        }
    }

    /** Whether there is surely no such partition; a list of them is the scheduler's to judge. */
    private static boolean misses(Limits limits, @Nullable String queue) {
        return queue != null
                && !queue.contains(",")
                && !limits.partitions().isEmpty()
                && !limits.partitions().containsKey(queue);
    }

    private boolean perTask() {
        return site.settings().arrays().goal() instanceof Goal.PerTask;
    }

    /** Brings the agent there if need be, and puts an array's batch script. */
    public BatchFile script(String name, ArrayRecord.Elements elements, ArrayRecord.ElementSize size)
            throws NoAnswer, NotSent, Refused {
        Deployment there = deployment();
        String path = there.scripts() + "/" + name + ".sh";
        String text = template.render(request(name, elements, size, there));
        site.files().put(Input.of(text), path, "700");
        return new BatchFile(path, text);
    }

    private synchronized Deployment deployment() throws NoAnswer, NotSent, Refused {
        Deployment known = deployment;
        if (known == null) {
            known = deployer.deploy();
            deployment = known;
        }
        return known;
    }

    private ArrayRequest request(
            String name, ArrayRecord.Elements elements, ArrayRecord.ElementSize size, Deployment there) {
        List<String> words = new ArrayList<>(there.start());
        words.addAll(List.of("--connection", there.connection()));
        words.addAll(List.of("--cluster", site.name(), "--logs", there.logs()));
        words.addAll(this.words);
        if (elements.one()) {
            words.add("--one");
        }
        Long memory = size.memory();
        ElementSizing sizing = last;
        Long asked = sizing == null ? memory : sizing.withAgent(memory);
        if (memory != null) {
            words.addAll(List.of("--memory", Long.toString(memory)));
        }
        words.addAll(List.of("--cpus", Integer.toString(size.cpus())));
        if (there.workdir() != null) {
            words.addAll(List.of("--workdir", there.workdir()));
        }
        return new ArrayRequest(
                name,
                new ArrayRequest.Indices(elements.first(), elements.last(), elements.throttle()),
                new ArrayRequest.Needs(
                        size.walltime(),
                        size.cpus(),
                        asked,
                        WARNING.plus(spec.timing().killGrace()),
                        sizing == null ? 0 : sizing.gpus(stages)),
                new ArrayRequest.Site(site.settings().options(), site.settings().directives()),
                there.logs(),
                words);
    }

    /** Where to look when elements only ever fail: the last lines that one of them printed, if they can be had. */
    public String lastWords() {
        if (!site.dialect().place().sharesFolder()) {
            return "look into the logs of its containers, where their job definition sends them";
        }
        try {
            String folder = deployment().logs();
            Answer answer =
                    site.shell().run(Command.of(LOOK, "sh", "-c", NEWEST, "sh", folder, Integer.toString(LAST_LINES)));
            List<String> lines = answer.outText().lines().toList();
            if (lines.size() > 1) {
                return "the last one printed: " + String.join(" / ", lines.subList(1, lines.size())) + " ("
                        + lines.get(0) + ")";
            }
            return "look into " + folder + " there, and at muster doctor --cluster " + site.name() + " --allocation";
        } catch (ShellFailure e) {
            return "look with muster doctor --cluster " + site.name() + " (" + e.getMessage() + ")";
        }
    }
}
