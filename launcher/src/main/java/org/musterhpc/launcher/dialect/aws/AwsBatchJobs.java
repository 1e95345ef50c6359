package org.musterhpc.launcher.dialect.aws;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Facts;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.dialect.Wanted;
import org.musterhpc.launcher.dialect.Words;
import org.musterhpc.queue.model.Walltime;

/** Why a submission was not taken, what a script asks for, and what Batch has made of it. */
final class AwsBatchJobs {
    static final String FACTS = "jobs[].[jobName,jobQueue,status,timeout.attemptDurationSeconds,'#']";

    /** Batch forgets nothing of what it was given within a day, in whatever queue it is. */
    static final String LOOKUP = """
            queues=$(command aws batch describe-job-queues --output text --query "jobQueues[].[jobQueueArn]") || exit 1
            ids=$(for queue in $queues; do
              command aws batch list-jobs --job-queue "$queue" --filters "name=JOB_NAME,values=$1" --output text --query "jobSummaryList[].[jobId]" || exit 1
            done) || exit 1
            [ -n "$ids" ] || exit 0
            printf "%s\\n" $ids | sed /:/d | xargs -n 100 aws batch describe-jobs --output text --query "jobs[].[jobId,jobName,arrayProperties.size,'#']" --jobs
            """;

    private static final String TIMEOUT = "attemptDurationSeconds=";

    /** Batch itself, or the command before it sent anything, says no. Of anything else nobody knows. */
    private static final Pattern NO = Pattern.compile("An error occurred \\((?!Server|Service|Internal|Throttl|TooMany"
            + "|RequestTimeout|Unknown|[45]\\d\\d)\\w+\\) when calling the SubmitJob operation(?!.*reached max retries)"
            + "|Unable to locate credentials|config profile|You must specify a region|Parameter validation failed"
            + "|aws: error|Unknown options|Error parsing parameter|No such file or directory|Permission denied");

    /** The first that is found counts. */
    private static final List<Map.Entry<Refusal, Pattern>> REFUSALS = List.of(
            Map.entry(
                    Refusal.PERMISSION,
                    Pattern.compile("(?i)access ?denied|not authorized|credentials|UnrecognizedClient|InvalidSignature"
                            + "|Expired ?Token|InvalidClientToken|security token|config profile|specify a region")),
            Map.entry(Refusal.SCRIPT, Pattern.compile("No such file or directory|Permission denied")),
            Map.entry(Refusal.SUBMIT_LIMIT, Pattern.compile("(?i)limit (is |was |has been )?exceeded|too many jobs")),
            Map.entry(Refusal.PARTITION, Pattern.compile("(?i)job ?queue")),
            Map.entry(Refusal.OPTION, Pattern.compile("(?i)job ?definition|share ?identifier")),
            Map.entry(Refusal.ARRAY_SIZE, Pattern.compile("(?i)array")),
            Map.entry(Refusal.WALLTIME, Pattern.compile("(?i)timeout|attemptDuration")),
            Map.entry(Refusal.RESOURCES, Pattern.compile("(?i)vcpu|memory|gpu|resource ?requirement")),
            Map.entry(
                    Refusal.OPTION,
                    Pattern.compile("aws: error|Unknown options|Parameter validation|Error parsing|ValidationE")));

    private AwsBatchJobs() {}

    static Submitted notAccepted(CommandResult answer) {
        boolean script = answer.err().contains("No such file or directory");
        if (answer.exit() == 127 && !script) {
            return new Submitted.Refused(Refusal.NO_COMMAND, answer.said());
        }
        // 255 is ssh's own, and the command's of version 1; only words decide.
        if (answer.exit() <= 0 || !NO.matcher(answer.err()).find()) {
            return new Submitted.Unknown(answer.said());
        }
        return new Submitted.Refused(
                REFUSALS.stream()
                        .filter(refusal ->
                                refusal.getValue().matcher(answer.err()).find())
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(Refusal.OTHER),
                said(answer));
    }

    /** The command prints how it is used before what was wrong. */
    private static String said(CommandResult answer) {
        return answer.err()
                .lines()
                .filter(line -> line.contains("rror"))
                .findFirst()
                .orElse(answer.said())
                .strip();
    }

    static Wanted wanted(String script) {
        Wanted.Reader reader = new Wanted.Reader();
        return reader.read("#AWS", script, (option, value) -> {
            switch (option) {
                case "--job-name" -> reader.name(value);
                case "--job-queue" -> reader.queue(name(value));
                case "--timeout" -> {
                    Integer seconds =
                            value.startsWith(TIMEOUT) ? Words.number(value.substring(TIMEOUT.length())) : null;
                    reader.walltime(seconds == null ? value : Walltime.format(Duration.ofSeconds(seconds)));
                }
                default -> {}
            }
        });
    }

    /** Of an ARN, {@code arn:aws:batch:REGION:ACCOUNT:job-queue/NAME}, or a name. */
    private static String name(String queue) {
        return queue.substring(queue.lastIndexOf('/') + 1);
    }

    static Optional<Facts> facts(CommandResult answer) {
        if (!answer.fine()) {
            return Optional.empty();
        }
        return Optional.of(answer.wholeLines().stream()
                .map(line -> line.split("\t", -1))
                .filter(row -> row.length >= 5 && row[4].equals("#"))
                .findFirst()
                .map(row -> new Facts(
                        row[0],
                        Set.of(name(row[1])),
                        Words.walltime(row[3], Duration.ofSeconds(1)),
                        !row[2].equals("SUCCEEDED") && !row[2].equals("FAILED")))
                .orElse(Facts.NONE));
    }
}
