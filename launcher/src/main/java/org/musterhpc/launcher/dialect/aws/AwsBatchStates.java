package org.musterhpc.launcher.dialect.aws;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.AllocationState;
import org.musterhpc.launcher.dialect.AllocationState.Ended;
import org.musterhpc.launcher.dialect.AllocationState.Pending;
import org.musterhpc.launcher.dialect.AllocationState.Running;
import org.musterhpc.launcher.dialect.AllocationState.Unknown;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.EndKind;
import org.musterhpc.launcher.dialect.ReasonTable;
import org.musterhpc.launcher.dialect.Words;

/** Reads what {@code describe-jobs} and {@code list-jobs} say of array jobs and their children. */
final class AwsBatchStates {
    /** What is told to {@code terminate-job}, and comes back as a job's {@code statusReason}. */
    static final String CANCELLED = "cancelled by Muster";

    /**
     * {@code $@}: ids. First the jobs, then, for each array, those of its children that are not waiting: by status, as
     * {@code list-jobs} takes one at a time, and in the order in which a child goes through them, so that none is missed
     * that changes meanwhile. Of those that wait while none runs, some: their reason may say that none ever will.
     */
    static final String ASK = """
            row="jobId,status,arrayProperties.size,container.exitCode,container.reason,statusReason,'#'"
            of="arrayProperties.statusSummary"
            counts="$of.RUNNABLE,$of.STARTING,$of.RUNNING,$of.SUCCEEDED,$of.FAILED"
            jobs=$(printf "%s\\n" "$@" | xargs -n 100 aws batch describe-jobs --output text --query "jobs[].[$row,$counts]" --jobs) || exit 1
            printf "%s\\n#muster jobs\\n" "$jobs"
            list() {
              command aws batch list-jobs --array-job-id "$id" --job-status "$1" --output text --query "jobSummaryList[].[$row]" $2 < /dev/null || exit 1
            }
            printf "%s\\n" "$jobs" | awk -F "\\t" '{print $1, $(NF-4), $(NF-3), $(NF-2), $(NF-1), $NF}' | while read -r id runnable starting running succeeded failed; do
              case $id in ""|"#"*) continue ;; esac
              case "$starting$running" in 00|NoneNone) case $runnable in 0|None) ;; *) list RUNNABLE "--max-items 100" ;; esac ;; esac
              case $starting in 0|None) ;; *) list STARTING ;; esac
              case $running in 0|None) ;; *) list RUNNING ;; esac
              case $succeeded in 0|None) ;; *) list SUCCEEDED ;; esac
              case $failed in 0|None) ;; *) list FAILED ;; esac
              printf "#muster whole %s\\n" "$id"
            done
            """;

    private static final int COLUMNS = 6;
    private static final String JOBS = "#muster jobs";
    private static final String WHOLE = "#muster whole ";
    static final ReasonTable REASONS = ReasonTable.beside(AwsBatchStates.class);
    private static final Set<String> PENDING = Set.of("SUBMITTED", "PENDING", "RUNNABLE");
    private static final Set<String> RUNNING = Set.of("STARTING", "RUNNING");
    private static final Set<String> ENDED = Set.of("SUCCEEDED", "FAILED");

    /** Batch answered, and knows no such job: it forgets those that ended some days ago. */
    static final ArrayStates UNLISTED = new ArrayStates(Map.of(), Ended.of(EndKind.UNREPORTED));

    /** Of a job that FAILED; the first that is found counts. */
    private static final List<Map.Entry<EndKind, Pattern>> CAUSES = List.of(
            Map.entry(EndKind.CANCELLED, Pattern.compile(CANCELLED + "|(?i)^terminated by|^job (was )?cancell?ed")),
            // EC2 takes a spot machine away, or somebody ends a machine; Fargate says it of a single task.
            Map.entry(EndKind.PREEMPTED, Pattern.compile("^Host EC2.*terminated|(?i)spot (task|instance).*interrupt")),
            Map.entry(EndKind.OUT_OF_MEMORY, Pattern.compile("OutOfMemory")),
            Map.entry(EndKind.TIMEOUT, Pattern.compile("attempt duration exceeded timeout")),
            Map.entry(
                    EndKind.LAUNCH_FAILED,
                    Pattern.compile("Cannot(Pull|Start|Create|Inspect)\\w*Error|ImagePull|ResourceInitializationError"
                            + "|(?i)task failed to start|DockerTimeoutError")));

    private AwsBatchStates() {}

    static Map<String, ArrayStates> read(List<String> arrays, CommandResult answer) {
        Map<String, String[]> jobs = new HashMap<>();
        Map<String, Map<Integer, AllocationState>> children = new HashMap<>();
        Set<String> whole = new HashSet<>();
        boolean listed = false;
        for (String line : answer.wholeLines()) {
            String[] row = line.split("\t", -1);
            listed |= line.equals(JOBS);
            if (line.startsWith(WHOLE)) {
                whole.add(line.substring(WHOLE.length()));
            } else if (row.length >= COLUMNS) {
                int colon = row[0].indexOf(':');
                Integer index = colon < 0 ? null : Words.number(row[0].substring(colon + 1));
                if (index != null) {
                    children.computeIfAbsent(row[0].substring(0, colon), id -> new HashMap<>())
                            .put(index, state(row));
                } else {
                    jobs.put(row[0], row);
                }
            }
        }
        Map<String, ArrayStates> all = new HashMap<>();
        for (String array : arrays) {
            String id = AwsBatchDialect.bare(array);
            String[] job = jobs.get(id);
            all.put(
                    array,
                    !listed || (job != null && !whole.contains(id))
                            ? ArrayStates.unknown(answer.said())
                            : job == null ? UNLISTED : states(array, job, children.getOrDefault(id, Map.of())));
        }
        return all;
    }

    private static ArrayStates states(String array, String[] job, Map<Integer, AllocationState> children) {
        AllocationState own = state(job);
        // Of an array that has ended, it says nothing of one child: FAILED is one of which any child failed.
        AllocationState others =
                own instanceof Ended && AwsBatchDialect.isArray(array) ? Ended.of(EndKind.UNREPORTED) : own;
        return new ArrayStates(children, others);
    }

    /** @param row id, status, size, exit status, the container's reason, the job's reason */
    private static AllocationState state(String[] row) {
        String status = row[1];
        String reason = said(row[5]);
        if (PENDING.contains(status)) {
            return new Pending(REASONS.of(reason).prospect(), reason.isEmpty() ? status : reason);
        }
        if (RUNNING.contains(status)) {
            return new Running();
        }
        return ENDED.contains(status)
                ? ended(status, Words.number(row[3]), reason, said(row[4]))
                : new Unknown("the status " + status);
    }

    private static Ended ended(String status, @Nullable Integer exit, String reason, String container) {
        OptionalInt known = exit == null ? OptionalInt.empty() : OptionalInt.of(exit);
        if (status.equals("SUCCEEDED")) {
            return new Ended(EndKind.COMPLETED, known);
        }
        return new Ended(
                CAUSES.stream()
                        .filter(cause -> cause.getValue().matcher(reason).find()
                                || cause.getValue().matcher(container).find())
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(exit == null ? EndKind.UNREPORTED : EndKind.FAILED),
                known);
    }

    /** The command prints None for what is not there. */
    private static String said(String text) {
        return text.equals("None") ? "" : text;
    }
}
