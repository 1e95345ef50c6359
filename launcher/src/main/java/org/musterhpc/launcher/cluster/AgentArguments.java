package org.musterhpc.launcher.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** How an agent is called, and how one that runs is known again. */
record AgentArguments(String campaign, String cluster, Path connection) {

    List<String> of(Path program, String agent, AgentOrder order) {
        return List.of(
                program.toString(),
                "--campaign",
                campaign,
                "--connection",
                connection.toString(),
                "--cluster",
                cluster,
                "--name",
                agent,
                "--slots",
                order.slots(),
                "--linger",
                duration(order.linger()),
                "--lease",
                duration(order.timing().lease()),
                "--heartbeat",
                duration(order.timing().heartbeat()),
                "--kill-grace",
                duration(order.timing().killGrace()),
                "--logs",
                order.logs().toString());
    }

    /** The agent's name, where these are the words of an agent of this campaign and cluster; else empty. */
    String agentIn(List<String> words) {
        return has(words, "--campaign", campaign)
                        && has(words, "--connection", connection.toString())
                        && has(words, "--cluster", cluster)
                ? after(words, "--name")
                : "";
    }

    private static boolean has(List<String> words, String option, String value) {
        return after(words, option).equals(value);
    }

    private static String after(List<String> words, String option) {
        int at = words.indexOf(option);
        return at >= 0 && at + 1 < words.size() ? words.get(at + 1) : "";
    }

    /** As {@code Walltime.parse} reads it. */
    private static String duration(Duration time) {
        return time.toMillisPart() == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
