package org.musterhpc.launcher.dialect.pbs;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

/** OpenPBS and PBS Professional: {@code qsub}, {@code qstat}, {@code qdel}, {@code qselect}. */
public final class PbsDialect implements Dialect {
    /** {@code 17[].server}; the spelling that comes with Slurm prints {@code 221} alone. */
    private static final Pattern ID = Pattern.compile("\\d+(\\[])?(\\.[A-Za-z0-9_.-]+)?");

    /**
     * The exit status is the error's number modulo 256 (15010, no server, is 162; 15107 is 3), so that numbers meet those
     * of other errors, of usage (2) and of ssh (255): the words decide.
     */
    private static final Pattern NO_CONTACT = Pattern.compile(
            "annot connect to server|n't connect|Connection (refused|reset|timed out)|Unknown Host|End of File|Premature end"
                    + "|Protocol|errno=|System error|Server shutting down|No Permission to connect|[Tt]imed? ?out");

    private static final Pattern ENDED_ALREADY =
            Pattern.compile("qdel: (Job has finished|Request invalid for finished|Unknown Job Id).*");

    /** The {@code qstat} that comes with Slurm knows none of {@code -B -F -t -x}: nothing can be asked of it. */
    private static final Pattern UNKNOWN_OPTION = Pattern.compile("(?m)^Unknown option: ");

    private static final List<Map.Entry<Refusal, Pattern>> REFUSALS = refusals();

    @Override
    public String name() {
        return "pbs";
    }

    @Override
    public ReasonTable reasons() {
        return PbsStates.REASONS;
    }

    @Override
    public String directive() {
        return "#PBS";
    }

    @Override
    public List<String> options() {
        return List.of("queue", "account", "project", "mail", "mail_user");
    }

    @Override
    public Set<String> says(String directive) {
        return PbsDirectives.says(directive);
    }

    @Override
    public List<String> wordNames() {
        return List.of("array", "walltime", "seconds", "select");
    }

    @Override
    public Map<String, String> words(ArrayRequest request) {
        Map<String, String> words = new HashMap<>();
        words.put("array", range(request.indices()));
        ArrayRequest.Needs needs = request.needs();
        if (needs.walltime() != null) {
            // HH:MM:SS: "1-00:00:00" and "2h" are refused.
            words.put("walltime", Walltime.format(needs.walltime()));
            // A job has no variable that says how long it may run.
            words.put("seconds", Long.toString(needs.walltime().toSeconds()));
        }
        // "1.5gb" is refused.
        Long memory = needs.memory();
        words.put(
                "select",
                "1:ncpus=" + needs.cpus()
                        + (needs.gpus() == 0 ? "" : ":ngpus=" + needs.gpus())
                        + (memory == null ? "" : ":mem=" + Words.mebibytes(memory) + "mb"));
        return words;
    }

    private static String range(ArrayRequest.Indices indices) {
        int first = indices.first();
        // "-J 5-5" and "-J 5" are refused as illegal; "-J 5-6:2" is an array with the single index 5.
        String range = indices.count() == 1 ? first + "-" + (first + 1) + ":2" : first + "-" + indices.last();
        return indices.throttle() == null ? range : range + "%" + indices.throttle();
    }

    @Override
    public SchedulerVariables variables() {
        return PbsJobs.VARIABLES;
    }

    @Override
    public @Nullable String inDirective(String line, String name, String value) {
        return PbsJobs.inDirective(line, value);
    }

    @Override
    public Wanted wanted(String script) {
        return PbsJobs.wanted(script);
    }

    @Override
    public List<String> facts(String array) {
        return List.of("qstat", "-f", "-F", "json", array);
    }

    @Override
    public Optional<Facts> facts(String array, CommandResult answer) {
        return PbsJobs.facts(array, answer);
    }

    @Override
    public List<String> throttle(String array, int elements) {
        return List.of("qalter", "-Wmax_run_subjobs=" + elements, array);
    }

    /** Without {@code -v}: commas, quotes and backslashes in values are refused or changed. */
    @Override
    public List<String> submit(String script) {
        return List.of("qsub", script);
    }

    @Override
    public Submitted submitted(CommandResult answer) {
        // An id that came counts, whatever became of the connection afterwards.
        for (String line : answer.wholeLines()) {
            Matcher id = ID.matcher(line);
            if (id.matches()) {
                return new Accepted(line);
            }
        }
        if (answer.exit() == 127) {
            return new Refused(Refusal.NO_COMMAND, answer.said());
        }
        String own = own(answer.err());
        if (answer.fine() || own.isEmpty() || NO_CONTACT.matcher(answer.err()).find()) {
            return new Unknown(answer.said());
        }
        return new Refused(
                REFUSALS.stream()
                        .filter(refusal -> refusal.getValue().matcher(own).find())
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(Refusal.OTHER),
                answer.said());
    }

    /** Without the usage text that may follow, which has all words in it. */
    private static String own(String err) {
        return err.lines().filter(line -> line.startsWith("qsub: ")).collect(Collectors.joining("\n"));
    }

    /** The first that is found counts. */
    private static List<Map.Entry<Refusal, Pattern>> refusals() {
        return List.of(
                Map.entry(Refusal.ARRAY_SIZE, Pattern.compile("Array job exceeds|illegal -J")),
                Map.entry(Refusal.WALLTIME, Pattern.compile("walltime")),
                Map.entry(Refusal.SUBMIT_LIMIT, Pattern.compile("would exceed|Maximum number of jobs")),
                Map.entry(
                        Refusal.PARTITION,
                        Pattern.compile("Unknown queue|Queue is not enabled|queue type|access to queue")),
                Map.entry(Refusal.ACCOUNT, Pattern.compile("[Aa]ccount|[Pp]roject")),
                Map.entry(
                        Refusal.RESOURCES,
                        Pattern.compile("resource limits|Resource_List\\.mem|select\\.|Resource_List\\.ncpus")),
                Map.entry(
                        Refusal.OPTION,
                        Pattern.compile("illegal -|invalid option|-lresource|[Uu]nknown resource|Illegal|too long")),
                Map.entry(Refusal.SCRIPT, Pattern.compile("script file")),
                Map.entry(Refusal.PERMISSION, Pattern.compile("Bad UID|Unauthorized|[Pp]ermission")));
    }

    /**
     * One qstat an array: given several ids, {@code -F json} prints the first alone and ends with 0. Finished arrays are
     * asked for again with {@code -x}, and only they: where no history is kept (the default), {@code -x} prints nothing
     * and ends with 0. A server that is not there (255) is not asked for the rest.
     */
    @Override
    public List<String> status(List<String> arrays) {
        return Words.of(List.of("sh", "-c", PbsStates.ASK, "sh"), arrays);
    }

    @Override
    public Map<String, ArrayStates> states(List<String> arrays, CommandResult answer) {
        return PbsStates.read(arrays, answer);
    }

    /** Each array is asked for by its id. */
    @Override
    public boolean unlisted(ArrayStates states) {
        return false;
    }

    @Override
    public String element(String array, int index) {
        return array.replace("[]", "[" + index + "]");
    }

    /** What speaks like PBS over another scheduler may show that one's ids to a job: {@code 221_3} of the array 221. */
    @Override
    public OptionalInt index(String array, String allocation) {
        String[] parts = array.split("\\[\\]", 2);
        return parts.length == 2
                ? Words.between(allocation, parts[0] + "[", "]" + parts[1])
                : Words.between(allocation, array + "_", "");
    }

    /**
     * One qdel an array: given all elements of one and some of another, qdel makes ranges of them, and the server of
     * OpenPBS 23.06 died. Ids as qsub printed them: with short ones qdel itself crashed, or did nothing and ended with 0.
     * To be said once, after the states were read: a second qdel purges the exit statuses of elements that have ended.
     */
    @Override
    public List<List<String>> cancel(List<String> ids) {
        return ids.stream()
                .collect(Collectors.groupingBy(PbsDialect::array, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(own -> Words.portions(List.of("qdel"), own).stream())
                .toList();
    }

    /** The id of the array that an element belongs to; any other id as it is. */
    private static String array(String id) {
        return id.replaceFirst("\\[.*]", "[]");
    }

    @Override
    public boolean cancelled(CommandResult answer) {
        // "Job has finished" (35), "finished array subjob" (55), "Unknown Job Id" (153): nothing is left to cancel.
        boolean nothingLeft = answer.exit() > 0
                && !answer.err().isBlank()
                && answer.err().lines().filter(line -> !line.isBlank()).allMatch(ENDED_ALREADY.asMatchPredicate());
        return answer.fine() || nothingLeft;
    }

    /** The name is all that a job of ours can carry: the server itself writes the comment. */
    @Override
    public List<String> lookup(String name) {
        return List.of("qselect", "-N", name);
    }

    @Override
    public Optional<List<String>> found(String name, CommandResult answer) {
        return answer.fine()
                ? Optional.of(answer.wholeLines().stream()
                        .filter(line -> ID.matcher(line).matches())
                        .toList())
                : Optional.empty();
    }

    @Override
    public List<String> limits() {
        return List.of("sh", "-c", PbsLimits.ASK);
    }

    @Override
    public Optional<Limits> limits(CommandResult answer) {
        if (UNKNOWN_OPTION.matcher(answer.err()).find()) {
            return Optional.of(new Limits(null, null, Map.of()));
        }
        boolean told = answer.fine() && answer.out().contains("Server:");
        return told ? Optional.of(PbsLimits.read(answer.out())) : Optional.empty();
    }

    /** Of the server: {@code --version} of a command is the command's, and not every PBS has it. */
    @Override
    public List<String> version() {
        return List.of("qstat", "-Bf");
    }

    @Override
    public Optional<String> version(CommandResult answer) {
        return answer.firstLine(line -> line.startsWith("pbs_version = "))
                .map(line -> "pbs " + line.substring("pbs_version = ".length()));
    }
}
