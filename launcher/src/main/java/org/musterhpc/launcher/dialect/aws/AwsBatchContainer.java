package org.musterhpc.launcher.dialect.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.musterhpc.launcher.dialect.ArrayRequest;
import org.musterhpc.launcher.dialect.Words;

/** What a container runs instead of its image's own command, and what it has: {@code --container-overrides}. */
final class AwsBatchContainer {
    /**
     * The connection comes in a variable, from a secret that the job definition names. It goes into a file for the agent
     * alone: {@code printf} is the shell's own, so it is on no command line, and tasks do not inherit it.
     */
    private static final String START = """
            umask 077
            c=${MUSTER_CONNECTION:-}
            unset MUSTER_CONNECTION
            [ -n "$c" ] || { echo "MUSTER_CONNECTION is empty: name it under secrets of the job definition" >&2; exit 78; }
            mkdir -p /tmp/muster/logs && printf "%s" "$c" > /tmp/muster/connection.json || exit 73
            unset c
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private AwsBatchContainer() {}

    static String overrides(ArrayRequest request) {
        ArrayRequest.Needs needs = request.needs();
        ObjectNode overrides = JSON.createObjectNode();
        ArrayNode command = overrides.putArray("command");
        List.of("sh", "-c", start(request), "sh").forEach(command::add);
        request.command().forEach(command::add);
        ArrayNode has = overrides.putArray("resourceRequirements");
        require(has, "VCPU", needs.cpus());
        if (needs.memory() != null) {
            require(has, "MEMORY", Words.mebibytes(needs.memory()));
        }
        if (needs.gpus() > 0) {
            require(has, "GPU", needs.gpus());
        }
        return overrides.toString();
    }

    /** A container's time begins when it does, which is not known before. */
    private static String start(ArrayRequest request) {
        String ends = request.needs().walltime() == null
                ? ""
                : " --ends \"$((`date +%s` + "
                        + AwsBatchDialect.seconds(request.needs().walltime()) + "))\"";
        return START + "exec \"$@\" --allocation \"$AWS_BATCH_JOB_ID\"" + ends;
    }

    private static void require(ArrayNode has, String type, long amount) {
        has.addObject().put("type", type).put("value", Long.toString(amount));
    }
}
