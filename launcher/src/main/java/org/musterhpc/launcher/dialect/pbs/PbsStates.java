package org.musterhpc.launcher.dialect.pbs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.AllocationState.Ended;
import org.musterhpc.launcher.dialect.AllocationState.Leaving;
import org.musterhpc.launcher.dialect.AllocationState.Pending;
import org.musterhpc.launcher.dialect.AllocationState.Prospect;
import org.musterhpc.launcher.dialect.AllocationState.Running;
import org.musterhpc.launcher.dialect.AllocationState.Unknown;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.EndKind;
import org.musterhpc.launcher.dialect.ReasonTable;
import org.musterhpc.queue.model.codec.ExactJson;

/** Reads what {@code qstat -f -F json} says of arrays. */
final class PbsStates {
    static final int UNKNOWN_JOB = 153;
    static final int FINISHED = 35;

    /** {@code $@}: ids. Each is one or two sections: a line with the id, what qstat printed, a line with its status. */
    static final String ASK = """
            for id; do
              printf '#muster ask %s\\n' "$id"; command qstat -t -f -F json "$id"; rc=$?; printf '\\n#muster exit %s\\n' "$rc"
              if [ "$rc" = 35 ]; then
                printf '#muster ask %s\\n' "$id"; command qstat -x -t -f -F json "$id"; printf '\\n#muster exit %s\\n' "$?"
              fi
              case $rc in 0|35|153) ;; *) exit "$rc" ;; esac
            done
            """;

    private static final Pattern SECTION = Pattern.compile(
            "^#muster ask (\\S+)\\n(.*?)^#muster exit (\\d{1,9})\\n", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern ELEMENT = Pattern.compile("\\d+\\[(\\d{1,9})].*");

    static final ReasonTable REASONS = ReasonTable.beside(PbsStates.class);
    private static final Set<String> PENDING = Set.of("Q", "H", "W", "T");
    private static final Set<String> RUNNING = Set.of("R", "S", "U", "B");
    private static final Set<String> ENDED = Set.of("F", "X");
    private static final ObjectMapper JSON = new ObjectMapper();

    private PbsStates() {}

    /** Sections that came whole count, also where a later one was cut off. */
    static Map<String, ArrayStates> read(List<String> arrays, CommandResult answer) {
        Map<String, ArrayStates> all = new HashMap<>();
        arrays.forEach(array -> all.put(array, ArrayStates.unknown(answer.said())));
        Matcher section = SECTION.matcher(answer.out());
        while (section.find()) {
            String array = section.group(1);
            if (all.containsKey(array)) {
                all.put(array, array(array, section.group(2), Integer.parseInt(section.group(3)), answer.said()));
            }
        }
        return all;
    }

    /** 153 and 35 come from a server that answered; they alone say that an array is gone. */
    private static ArrayStates array(String array, String json, int exit, String said) {
        if (exit == UNKNOWN_JOB || exit == FINISHED) {
            return new ArrayStates(Map.of(), Ended.of(EndKind.UNREPORTED));
        }
        if (exit != 0) {
            return ArrayStates.unknown(said);
        }
        try {
            // After an error there is JSON too, without "Jobs".
            JsonNode jobs = JSON.readTree(json).path("Jobs");
            return jobs.has(array) ? states(array, jobs) : ArrayStates.unknown("qstat does not name " + array);
        } catch (JsonProcessingException e) {
            return ArrayStates.unknown("qstat's answer is not JSON: " + ExactJson.fault(e));
        }
    }

    private static ArrayStates states(String array, JsonNode jobs) {
        Map<Integer, AllocationState> elements = new HashMap<>();
        for (Map.Entry<String, JsonNode> job : jobs.properties()) {
            Matcher element = ELEMENT.matcher(job.getKey());
            if (element.matches()) {
                elements.put(Integer.valueOf(element.group(1)), state(job.getValue(), true));
            }
        }
        AllocationState parent = state(jobs.path(array), !array.contains("[]"));
        // While the array has begun, that says nothing of an element; its own Exit_status is that of whichever came
        // last.
        AllocationState others =
                parent instanceof Running && array.contains("[]") ? new Unknown("not in qstat's list") : parent;
        return new ArrayStates(elements, others);
    }

    private static AllocationState state(JsonNode job, boolean element) {
        String word = job.path("job_state").asText();
        String comment = job.path("comment").asText();
        if (PENDING.contains(word)) {
            return pending(word, comment);
        }
        if (RUNNING.contains(word)) {
            return new Running();
        }
        if (word.equals("E")) {
            return new Leaving();
        }
        if (ENDED.contains(word)) {
            return element ? ended(job) : Ended.of(EndKind.UNREPORTED);
        }
        // M, among others: it was moved to another server, and may run there.
        return new Unknown("the state " + word);
    }

    private static Pending pending(String word, String comment) {
        Prospect prospect = REASONS.of(comment).prospect();
        if (word.equals("H") && prospect == Prospect.WAITS) {
            // The comment is of the time before it was held.
            return new Pending(Prospect.HELD, "state H");
        }
        return new Pending(prospect, comment.isEmpty() ? "state " + word : comment);
    }

    private static Ended ended(JsonNode job) {
        // A placeholder: never ran, or no history. It repeats the array's own Exit_status, which may look like success.
        if (!job.has("run_count") || job.path("array").asText().equals("True")) {
            return Ended.of(EndKind.UNREPORTED);
        }
        // Deleted before it ran, or with what it depended on.
        if (!job.has("Exit_status")) {
            return Ended.of(EndKind.CANCELLED);
        }
        int status = job.path("Exit_status").asInt();
        boolean byUser = job.path("substate").asInt() == 91;
        return new Ended(
                byUser ? EndKind.CANCELLED : kind(status),
                status < 0 ? OptionalInt.empty() : OptionalInt.of(status < 256 ? status : status - 128));
    }

    /** The negative ones are JOB_EXEC_… of PBS' {@code job.h}; 256 + N: signal N ended the job's first process. */
    private static EndKind kind(int status) {
        return switch (status) {
            case 0 -> EndKind.COMPLETED;
            case -1, -2, -3, -10, 254 -> EndKind.LAUNCH_FAILED;
            case -4, -20 -> EndKind.NODE_FAIL;
            case -26, -27 -> EndKind.OUT_OF_MEMORY;
            // Processor time, and the walltime.
            case -28, -29 -> EndKind.TIMEOUT;
            // A hook failed, or rejected the job, or asked for it to be run again or deleted.
            case -16, -17, -18, -19, -22 -> EndKind.SITE_SCRIPT_FAILED;
            default -> status > 0 ? EndKind.FAILED : EndKind.UNREPORTED;
        };
    }
}
