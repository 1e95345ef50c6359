package org.musterhpc.launcher.cluster.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.launcher.cluster.AgentSpec;

/** The words that start an agent on this machine, and by which a running agent is recognised. */
record AgentArguments(String campaign, String cluster, Path connection) {

    List<String> of(Path program, String agent, AgentSpec spec) {
        List<String> words = new ArrayList<>(List.of(program.toString(), "--connection", connection.toString()));
        words.addAll(List.of(
                "--cluster", cluster, "--name", agent, "--logs", spec.logs().toString()));
        words.addAll(spec.words());
        words.add("--local");
        return words;
    }

    /** The agent's name; empty where the words are not those of an agent of this campaign and cluster. */
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
}
