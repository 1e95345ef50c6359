package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentSpec;
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

/** The agent, the folder and the batch script of one campaign on one cluster. */
public final class SiteProvision implements Provision {
    private static final Duration LOOK = Duration.ofSeconds(20);
    private static final int LAST_LINES = 3;

    /** Beside the time to kill a task, so that what is left over can be given back. */
    private static final Duration WARNING = Duration.ofSeconds(20);

    private static final String NEWEST =
            "f=$(ls -t -- \"$1\" 2>/dev/null | head -n 1); [ -n \"$f\" ] || exit 0; echo \"$1/$f\"; tail -n \"$2\" -- \"$1/$f\"";

    private final Site site;
    private final AgentSpec order;
    private final List<Stage> stages;
    private final Ground.Laying laying;
    private final BatchScript template;
    private @Nullable Ground ground;
    /** By which the last size was made. */
    private @Nullable ElementSizing last;

    /**
     * @throws Problem where the template of the batch script cannot be read
     */
    public SiteProvision(Site site, AgentSpec order, List<Stage> stages, Ground.Laying laying) {
        this.site = site;
        this.order = order;
        this.stages = List.copyOf(stages);
        this.laying = laying;
        this.template = Templates.array(site.dialect(), site.settings().site().templates());
    }

    @Override
    public List<Stage> stages() {
        return stages;
    }

    @Override
    public Duration beat() {
        return order.timing().heartbeat();
    }

    @Override
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

    @Override
    public Problem refusal(
            Submitted.Refused refused, ArrayRecord.Elements elements, ArrayRecord.ElementSize size, Instant now) {
        return RefusedArray.told(site, refused, elements, size, sizing(site.limitsAnew(now)));
    }

    private ElementSizing sizing(Limits limits) {
        return new ElementSizing(site.settings(), limits, order.timing().killGrace());
    }

    private Limits.Partition partition(Limits limits) {
        return sizing(limits).partition();
    }

    @Override
    public Sizing.Room room(ArrayRecord.ElementSize size, Instant now) {
        Limits limits = site.limits(now);
        Integer cpus = partition(limits).cpus();
        int slots =
                order.slots().equals("auto") ? ElementSizing.slots(stages, size.cpus()) : Integer.parseInt(order.slots());
        return new Sizing.Room(
                slots,
                site.settings().arrays().throttle(),
                cpus == null ? null : Integer.valueOf(Math.max(1, cpus / size.cpus())),
                limits.submitted(partition(limits)));
    }

    @Override
    public @Nullable Integer arraySize(Instant now) {
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
        ArrayRecord.ElementSize size = size(ElementSizing.Grown.NOTHING, perTask(), now);
        try {
            Ground there = ground();
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

    @Override
    public BatchFile script(String name, ArrayRecord.Elements elements, ArrayRecord.ElementSize size)
            throws NoAnswer, NotSent, Refused {
        Ground there = ground();
        String path = there.scripts() + "/" + name + ".sh";
        String text = template.render(request(name, elements, size, there));
        site.files().put(Input.of(text), path, "700");
        return new BatchFile(path, text);
    }

    private synchronized Ground ground() throws NoAnswer, NotSent, Refused {
        Ground known = ground;
        if (known == null) {
            known = laying.lay();
            ground = known;
        }
        return known;
    }

    private ArrayRequest request(String name, ArrayRecord.Elements elements, ArrayRecord.ElementSize size, Ground there) {
        List<String> words = new ArrayList<>(there.start());
        words.addAll(List.of("--connection", there.connection()));
        words.addAll(List.of("--cluster", site.name(), "--logs", there.logs()));
        words.addAll(order.words());
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
                        WARNING.plus(order.timing().killGrace())),
                new ArrayRequest.Site(site.settings().options(), site.settings().directives()),
                there.printed(),
                words);
    }

    @Override
    public String lastWords() {
        try {
            String folder = ground().printed();
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
