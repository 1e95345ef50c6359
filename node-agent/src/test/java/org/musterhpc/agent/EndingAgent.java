package org.musterhpc.agent;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The agent in an allocation that ends so many seconds after this began to run: the first argument. */
final class EndingAgent {
    private EndingAgent() {}

    public static void main(String[] args) throws Exception {
        long end = InstantSource.system().instant().getEpochSecond() + Long.parseLong(args[0]);
        List<String> rest = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
        rest.addAll(List.of("--ends", Long.toString(end)));
        AgentMain.main(rest.toArray(String[]::new));
    }
}
