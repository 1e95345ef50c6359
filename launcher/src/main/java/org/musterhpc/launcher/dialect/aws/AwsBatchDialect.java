package org.musterhpc.launcher.dialect.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.ArrayRequest;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.Facts;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.Place;
import org.musterhpc.launcher.dialect.ReasonTable;
import org.musterhpc.launcher.dialect.SchedulerVariables;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.dialect.Wanted;
import org.musterhpc.launcher.dialect.Words;

/**
 * AWS Batch by the {@code aws} command, version 1 or 2, in the account and region that it is set up for where it runs. The
 * id of an array job has {@code []} behind it, which Batch does not write: a job that is none has no children to name.
 */
public final class AwsBatchDialect implements Dialect {
    private static final String ARRAY = "[]";
    private static final int MOST_CHILDREN = 10_000;
    private static final Duration LEAST_TIMEOUT = Duration.ofSeconds(60);
    /** Each is a request of its own, of a second or less, eight at a time. */
    private static final int CANCELLED_AT_ONCE = 100;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\\[])?");
    private static final Pattern GONE = Pattern.compile("(?i)job \\S+ (does not exist|(was |is )?not found)");

    private static final List<String> OPTIONS = List.of("queue", "job_definition", "share_identifier");

    private static final Map<String, String> SAYS = Map.of(
            "--job-name", "name",
            "--job-queue", "queue",
            "--job-definition", "job_definition",
            "--array-properties", "size",
            "--timeout", "seconds",
            "--share-identifier", "share_identifier");

    private static final String CANCEL = "printf \"%s\\n\" \"$@\" | xargs -n 1 -P 8 aws batch terminate-job --reason \""
            + AwsBatchStates.CANCELLED + "\" --job-id";

    @Override
    public String name() {
        return "aws-batch";
    }

    @Override
    public Place place() {
        return new Place(false, false, List.of("queue", "job_definition"));
    }

    @Override
    public ReasonTable reasons() {
        return AwsBatchStates.REASONS;
    }

    /** No scheduler reads them: the template gives them to the command. */
    @Override
    public String directive() {
        return "#AWS";
    }

    @Override
    public List<String> options() {
        return OPTIONS;
    }

    @Override
    public Set<String> says(String directive) {
        Set<String> variables = new HashSet<>();
        for (String word : directive.strip().split("\\s+", -1)) {
            @Nullable String variable = SAYS.get(word.split("=", 2)[0]);
            if (variable != null) {
                variables.add(variable);
            }
        }
        return variables;
    }

    @Override
    public List<String> wordNames() {
        return List.of("size", "seconds", "overrides", "answer");
    }

    /** Children are counted from 0, and an array has at least two. */
    @Override
    public Map<String, String> words(ArrayRequest request) {
        Map<String, String> words = new HashMap<>();
        boolean array = request.indices().count() > 1;
        if (array) {
            words.put("size", Integer.toString(request.indices().count()));
        }
        Duration walltime = request.needs().walltime();
        if (walltime != null) {
            words.put("seconds", Long.toString(seconds(walltime)));
        }
        words.put("overrides", AwsBatchContainer.overrides(request));
        words.put("answer", array ? "join('', [jobId, '" + ARRAY + "'])" : "jobId");
        return words;
    }

    /** Of an attempt: less than a minute is refused. */
    static long seconds(Duration walltime) {
        return Math.max(walltime.toSeconds(), LEAST_TIMEOUT.toSeconds());
    }

    /** A pager and a prompt wait for a person. All others say whose account it is, and where. */
    @Override
    public SchedulerVariables variables() {
        return new SchedulerVariables(
                List.of("AWS_PAGER", "AWS_DEFAULT_OUTPUT", "AWS_CLI_AUTO_PROMPT"), List.of("AWS_PROFILE"));
    }

    @Override
    public String inDirective(String line, String name, String value) {
        return value;
    }

    @Override
    public Wanted wanted(String script) {
        return AwsBatchJobs.wanted(script);
    }

    @Override
    public List<String> facts(String array) {
        return List.of(
                "aws",
                "batch",
                "describe-jobs",
                "--output",
                "text",
                "--query",
                AwsBatchJobs.FACTS,
                "--jobs",
                bare(array));
    }

    @Override
    public Optional<Facts> facts(String array, CommandResult answer) {
        return AwsBatchJobs.facts(answer);
    }

    /** There is none, and muster.yml takes none: {@link #place}. */
    @Override
    public List<String> throttle(String array, int elements) {
        return List.of("sh", "-c", "echo \"AWS Batch holds back no children of an array\" >&2; exit 1");
    }

    /** The command tries again by itself where no answer came, and Batch takes the same submission twice. */
    @Override
    public List<String> submit(String script) {
        return List.of("env", "AWS_MAX_ATTEMPTS=1", "bash", script);
    }

    @Override
    public Submitted submitted(CommandResult answer) {
        return answer.wholeLines().stream()
                .filter(line -> ID.matcher(line).matches())
                .findFirst()
                .<Submitted>map(Submitted.Accepted::new)
                .orElseGet(() -> AwsBatchJobs.notAccepted(answer));
    }

    @Override
    public List<String> status(List<String> arrays) {
        return Words.of(
                List.of("sh", "-c", AwsBatchStates.ASK, "sh"),
                arrays.stream().map(AwsBatchDialect::bare).toList());
    }

    @Override
    public Map<String, ArrayStates> states(List<String> arrays, CommandResult answer) {
        return AwsBatchStates.read(arrays, answer);
    }

    @Override
    public boolean unlisted(ArrayStates states) {
        return states.equals(AwsBatchStates.UNLISTED);
    }

    static boolean isArray(String id) {
        return id.endsWith(ARRAY);
    }

    /** As Batch knows it. */
    static String bare(String id) {
        return isArray(id) ? id.substring(0, id.length() - ARRAY.length()) : id;
    }

    @Override
    public String element(String array, int index) {
        return isArray(array) ? bare(array) + ":" + index : array;
    }

    @Override
    public OptionalInt index(String array, String allocation) {
        return isArray(array)
                ? Words.between(allocation, bare(array) + ":", "")
                : allocation.equals(array) ? OptionalInt.of(0) : OptionalInt.empty();
    }

    @Override
    public List<List<String>> cancel(List<String> ids) {
        List<List<String>> commands = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += CANCELLED_AT_ONCE) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + CANCELLED_AT_ONCE));
            commands.add(Words.of(
                    List.of("sh", "-c", CANCEL, "sh"),
                    some.stream().map(AwsBatchDialect::bare).toList()));
        }
        return commands;
    }

    /** One that has ended is fine with it. */
    @Override
    public boolean cancelled(CommandResult answer) {
        List<String> errors =
                answer.err().lines().filter(line -> line.contains("rror")).toList();
        return answer.fine()
                || (answer.exit() > 0
                        && !errors.isEmpty()
                        && errors.stream().allMatch(line -> GONE.matcher(line).find()));
    }

    @Override
    public List<String> lookup(String name) {
        return List.of("sh", "-c", AwsBatchJobs.LOOKUP, "sh", name);
    }

    @Override
    public Optional<List<String>> found(String name, CommandResult answer) {
        return answer.fine()
                ? Optional.of(answer.wholeLines().stream()
                        .map(line -> line.split("\t", -1))
                        .filter(row -> row.length >= 3 && ID.matcher(row[0]).matches() && row[1].equals(name))
                        .map(row -> row[2].equals("None") ? row[0] : row[0] + ARRAY)
                        .distinct()
                        .toList())
                : Optional.empty();
    }

    @Override
    public List<String> limits() {
        return List.of(
                "aws",
                "batch",
                "describe-job-queues",
                "--output",
                "text",
                "--query",
                "jobQueues[].[jobQueueName,jobQueueArn,state,status]");
    }

    /** Queues that take jobs, by name and by ARN. What their machines have, they do not say. */
    @Override
    public Optional<Limits> limits(CommandResult answer) {
        if (!answer.fine()) {
            return Optional.empty();
        }
        Map<String, Limits.Partition> queues = new HashMap<>();
        Limits.Partition any = new Limits.Partition(false, Limits.Counts.UNKNOWN, Limits.Most.UNKNOWN, null);
        answer.wholeLines().stream()
                .map(line -> line.split("\t", -1))
                .filter(row -> row.length >= 4 && row[2].equals("ENABLED"))
                .flatMap(row -> Arrays.stream(row, 0, 2))
                .forEach(name -> queues.put(name, any));
        return Optional.of(new Limits(MOST_CHILDREN, null, queues));
    }

    @Override
    public List<String> version() {
        return List.of("aws", "--version");
    }

    @Override
    public Optional<String> version(CommandResult answer) {
        return answer.firstLine(line -> line.matches("aws-cli/\\d\\S*( .*)?")).map(line -> line.split(" ", 2)[0]);
    }
}
