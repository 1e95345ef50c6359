package org.musterhpc.launcher.dialect.pbs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.CommandResult;
import org.musterhpc.launcher.dialect.Facts;
import org.musterhpc.launcher.dialect.SchedulerVariables;
import org.musterhpc.launcher.dialect.Wanted;
import org.musterhpc.launcher.dialect.Words;

/** What a batch script asks PBS for, and what {@code qstat -f} says has become of it. */
final class PbsJobs {
    /**
     * Among them PBS_DEFAULT and PBS_SERVER, another server; PBS_DPREFIX, by which #PBS lines are none; and what a job
     * that we may be in has. PBS_CONF_FILE leads to the server.
     */
    static final SchedulerVariables VARIABLES = new SchedulerVariables(
            List.of("PBS_", "QSUB_", "QSTAT_", "QDEL_", "QSELECT_", "QALTER_"),
            List.of("PBS_CONF_FILE", "PBS_EXEC", "PBS_AUTH_METHOD", "PBS_ENCRYPT_METHOD"));

    private static final Pattern FILE = Pattern.compile("#PBS\\s+-[oe].*");

    /** Replaced or read as something else, and nothing quotes them: an index, a variable, a host before a path. */
    private static final Pattern NOT_IN_A_PATH = Pattern.compile("\\^array_index\\^|[$:,]");

    private static final ObjectMapper JSON = new ObjectMapper();

    private PbsJobs() {}

    static @Nullable String inDirective(String line, String value) {
        return FILE.matcher(line).matches() && NOT_IN_A_PATH.matcher(value).find() ? null : value;
    }

    static Wanted wanted(String script) {
        Wanted.Reader reader = new Wanted.Reader();
        return reader.read("#PBS", script, (option, value) -> {
            switch (option) {
                case "-N" -> reader.name(value);
                case "-q" -> reader.queue(value.replaceFirst("@.*", ""));
                case "-l" ->
                    List.of(value.split(",")).stream()
                            .filter(each -> each.startsWith("walltime="))
                            .forEach(each -> reader.walltime(each.substring("walltime=".length())));
                default -> {}
            }
        });
    }

    static Optional<Facts> facts(String array, CommandResult answer) {
        if (answer.exit() == PbsStates.UNKNOWN_JOB || answer.exit() == PbsStates.FINISHED) {
            return Optional.of(Facts.NONE);
        }
        try {
            JsonNode job =
                    answer.fine() ? JSON.readTree(answer.out()).path("Jobs").path(array) : JSON.nullNode();
            if (!job.has("Job_Name")) {
                return Optional.empty();
            }
            Set<String> queues = new HashSet<>(Set.of(job.path("queue").asText()));
            String sentTo = job.path("Variable_List").path("PBS_O_QUEUE").asText();
            if (!sentTo.isEmpty()) {
                queues.add(sentTo);
            }
            String walltime = job.path("Resource_List").path("walltime").asText();
            return Optional.of(new Facts(
                    job.path("Job_Name").asText(),
                    queues,
                    walltime.isEmpty() ? null : Words.walltime(walltime, Duration.ofSeconds(1)),
                    !job.path("job_state").asText().equals("F")));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
