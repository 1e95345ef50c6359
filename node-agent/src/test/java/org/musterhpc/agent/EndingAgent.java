package org.musterhpc.agent;

import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The agent in an allocation that ends so many seconds after this began to run: the first argument, and some times more than
 * its Java took to come up, since what follows takes as long on a machine that is busy.
 */
final class EndingAgent {
    private static final int SLACK = 8;

    private EndingAgent() {}

    public static void main(String[] args) throws Exception {
        long now = InstantSource.system().millis();
        long start = ManagementFactory.getRuntimeMXBean().getStartTime();
        long end = now / 1000 + Long.parseLong(args[0]) + SLACK * (now - start) / 1000;
        List<String> rest = new ArrayList<>(Arrays.asList(args).subList(1, args.length));
        rest.addAll(List.of("--ends", Long.toString(end)));
        AgentMain.main(rest.toArray(String[]::new));
    }
}
