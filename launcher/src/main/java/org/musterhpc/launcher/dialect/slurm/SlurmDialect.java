package org.musterhpc.launcher.dialect.slurm;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.ArrayRequest;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.Facts;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.ReasonTable;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.SchedulerVariables;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.dialect.Submitted.Accepted;
import org.musterhpc.launcher.dialect.Submitted.Refused;
import org.musterhpc.launcher.dialect.Submitted.Unknown;
import org.musterhpc.launcher.dialect.Wanted;
import org.musterhpc.launcher.dialect.Words;
import org.musterhpc.queue.model.Walltime;

/** Slurm 20.02 or later: {@code sbatch}, {@code squeue}, {@code scancel}, {@code scontrol}; accounting is not needed. */
public final class SlurmDialect implements Dialect {
    /** With {@code --parsable}: the id, and the cluster's name behind it in a federation. */
    private static final Pattern ID = Pattern.compile("(\\d+)(?:;\\S+)?");

    /** Nobody knows whether slurmctld got it. */
    private static final Pattern NO_CONTACT = Pattern.compile(
            "Unable to contact|Socket timed out|Zero Bytes|Connection (refused|reset|timed out)|Unexpected message"
                    + "|Communication connection|temporarily unable|Resource temporarily|Invalid authentication|Munge",
            Pattern.CASE_INSENSITIVE);

    private static final List<String> OPTIONS = List.of(
            "partition", "account", "qos", "reservation", "constraint", "exclude", "gres", "mail_type", "mail_user");

    private static final Map<String, String> SAYS = says();

    private static final List<Map.Entry<Refusal, Pattern>> REFUSALS = refusals();

    private static Map<String, String> says() {
        Map<String, String> says = new HashMap<>(Map.of("--output", "logs", "-o", "logs"));
        says.putAll(Map.of("--job-name", "name", "-J", "name", "--array", "array", "-a", "array"));
        says.putAll(Map.of("--cpus-per-task", "cpus", "-c", "cpus", "--time", "walltime", "-t", "walltime"));
        says.putAll(Map.of("--mem", "memory", "--mem-per-cpu", "memory", "--signal", "warning"));
        says.putAll(Map.of("-p", "partition", "-A", "account", "-q", "qos", "-C", "constraint", "-x", "exclude"));
        says.putAll(Map.of("--gpus", "gres", "-G", "gres", "--gpus-per-node", "gres", "--gpus-per-task", "gres"));
        OPTIONS.forEach(option -> says.put("--" + option.replace('_', '-'), option));
        return Map.copyOf(says);
    }

    @Override
    public String name() {
        return "slurm";
    }

    @Override
    public ReasonTable reasons() {
        return SlurmStates.REASONS;
    }

    @Override
    public String directive() {
        return "#SBATCH";
    }

    @Override
    public List<String> options() {
        return OPTIONS;
    }

    @Override
    public Set<String> says(String directive) {
        Set<String> variables = new HashSet<>();
        for (String word : directive.strip().split("\\s+", -1)) {
            String option =
                    word.startsWith("--") ? word.split("=", 2)[0] : word.substring(0, Math.min(2, word.length()));
            if (SAYS.containsKey(option)) {
                variables.add(SAYS.get(option));
            }
        }
        return variables;
    }

    @Override
    public List<String> wordNames() {
        return List.of("array", "walltime", "seconds", "memory", "warning");
    }

    @Override
    public Map<String, String> words(ArrayRequest request) {
        Map<String, String> words = new HashMap<>();
        ArrayRequest.Indices indices = request.indices();
        words.put(
                "array",
                indices.first() + "-" + indices.last() + (indices.throttle() == null ? "" : "%" + indices.throttle()));
        ArrayRequest.Needs needs = request.needs();
        if (needs.walltime() != null) {
            words.put("walltime", Walltime.format(needs.walltime()));
            // SLURM_JOB_END_TIME is not there before 22.05.
            words.put("seconds", Long.toString(needs.walltime().toSeconds()));
        }
        if (needs.memory() != null) {
            words.put("memory", Words.mebibytes(needs.memory()) + "M");
        }
        if (needs.warning() != null) {
            words.put("warning", Long.toString(needs.warning().toSeconds()));
        }
        if (needs.gpus() > 0) {
            words.put("gres", SlurmGpus.gres(request.site().options().get("gres"), needs.gpus()));
        }
        return words;
    }

    /** SLURM_CONF and its like lead to the controller; SLURM_JWT is how a user is let in where there is no munge. */
    @Override
    public SchedulerVariables variables() {
        return SlurmJobs.VARIABLES;
    }

    @Override
    public @Nullable String inDirective(String line, String name, String value) {
        return SlurmJobs.inDirective(line, value);
    }

    @Override
    public Wanted wanted(String script) {
        return SlurmJobs.wanted(script);
    }

    @Override
    public List<String> facts(String array) {
        return List.of("scontrol", "--oneliner", "show", "job", array);
    }

    @Override
    public Optional<Facts> facts(String array, CommandResult answer) {
        return SlurmJobs.facts(array, answer);
    }

    @Override
    public List<String> throttle(String array, int elements) {
        return List.of("scontrol", "update", "JobId=" + array, "ArrayTaskThrottle=" + elements);
    }

    @Override
    public List<String> submit(String script) {
        return List.of("sbatch", "--parsable", script);
    }

    @Override
    public Submitted submitted(CommandResult answer) {
        // An id that came counts, whatever became of the connection afterwards.
        for (String line : answer.wholeLines()) {
            Matcher id = ID.matcher(line);
            if (id.matches()) {
                return new Accepted(id.group(1));
            }
        }
        if (answer.exit() == 127) {
            return new Refused(Refusal.NO_COMMAND, answer.said());
        }
        // sbatch ends with 255 for a bad option, and so does ssh without a connection: only sbatch's own words decide.
        String err = answer.err();
        if (answer.fine()
                || !err.contains("sbatch: ")
                || NO_CONTACT.matcher(err).find()) {
            return new Unknown(answer.said());
        }
        return new Refused(
                REFUSALS.stream()
                        .filter(refusal -> refusal.getValue().matcher(err).find())
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(Refusal.OTHER),
                answer.said());
    }

    /** The first that is found counts. */
    private static List<Map.Entry<Refusal, Pattern>> refusals() {
        return List.of(
                Map.entry(
                        Refusal.ARRAY_SIZE, Pattern.compile("Invalid job array|array size", Pattern.CASE_INSENSITIVE)),
                Map.entry(Refusal.SUBMIT_LIMIT, Pattern.compile("SubmitJob|MaxJobCount|MaxSubmit")),
                // Slurm says first which limit it was; each of these alone, where the last line would tell of any.
                Map.entry(
                        Refusal.RESOURCES,
                        Pattern.compile("(QOS|Assoc)(Max|Min|Grp)\\w*(Cpu|Mem|Node|GRES|TRES|Billing|BB|License)")),
                Map.entry(
                        Refusal.WALLTIME,
                        Pattern.compile("equested time limit|--time |PartitionTimeLimit|(QOS|Assoc)\\w*Wall")),
                // Older ones tell of that limit in the last line alone. It names others as well: those have had their
                // turn.
                Map.entry(Refusal.SUBMIT_LIMIT, Pattern.compile("accounting/QOS policy \\(job submit limit")),
                // Before the partition: "Invalid account or account/partition combination specified".
                Map.entry(Refusal.ACCOUNT, Pattern.compile("account|qos", Pattern.CASE_INSENSITIVE)),
                Map.entry(Refusal.PARTITION, Pattern.compile("partition", Pattern.CASE_INSENSITIVE)),
                Map.entry(
                        Refusal.RESOURCES,
                        Pattern.compile(
                                "node configuration|can not be satisfied|More processors|node count|not available")),
                Map.entry(
                        Refusal.OPTION,
                        Pattern.compile(
                                "option|feature spec|generic resource|node name|specification|Invalid --|invalid reser")),
                Map.entry(Refusal.SCRIPT, Pattern.compile("Unable to open file|batch script")),
                Map.entry(
                        Refusal.PERMISSION,
                        Pattern.compile("denied|permission|not authorized", Pattern.CASE_INSENSITIVE)));
    }

    /**
     * All of the user's jobs: {@code -j} with a single id that is gone is an error, and with several silence. {@code
     * --array} gives each element its line; without it long lists of indices are cut off ({@code SLURM_BITSTR_LEN}).
     */
    @Override
    public List<String> status(List<String> arrays) {
        return List.of("squeue", "--me", "--noheader", "--array", "--states=all", "-O", SlurmStates.COLUMNS);
    }

    @Override
    public Map<String, ArrayStates> states(List<String> arrays, CommandResult answer) {
        return SlurmStates.read(arrays, answer);
    }

    @Override
    public boolean unlisted(ArrayStates states) {
        return states.equals(SlurmStates.UNLISTED);
    }

    @Override
    public String element(String array, int index) {
        return array + "_" + index;
    }

    @Override
    public OptionalInt index(String array, String allocation) {
        return Words.between(allocation, array + "_", "");
    }

    /** scancel asks slurmctld for one id after the other, whatever arrays they belong to. */
    @Override
    public List<List<String>> cancel(List<String> ids) {
        return Words.portions(List.of("scancel"), ids);
    }

    /** Ended and unknown ids are fine with scancel: it says nothing and ends with 0. */
    @Override
    public boolean cancelled(CommandResult answer) {
        return answer.fine() || (answer.exit() > 0 && answer.err().contains("Invalid job id"));
    }

    @Override
    public List<String> lookup(String name) {
        return List.of("squeue", "--me", "--noheader", "--states=all", "--name=" + name, "-O", "ArrayJobID:|,Name:|");
    }

    @Override
    public Optional<List<String>> found(String name, CommandResult answer) {
        return answer.fine()
                ? Optional.of(answer.wholeLines().stream()
                        .map(line -> line.split("\\|", -1))
                        .filter(row -> row.length > 1 && row[1].equals(name))
                        .map(row -> row[0])
                        .distinct()
                        .toList())
                : Optional.empty();
    }

    @Override
    public List<String> limits() {
        return List.of("sh", "-c", SlurmLimits.ASK);
    }

    @Override
    public Optional<Limits> limits(CommandResult answer) {
        return SlurmLimits.read(answer);
    }

    @Override
    public List<String> version() {
        return List.of("sbatch", "--version");
    }

    @Override
    public Optional<String> version(CommandResult answer) {
        return answer.firstLine(line -> line.matches("slurm\\S* \\d\\S*"));
    }
}
