package org.musterhpc.systemtests.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.JavaProgram;

/** Pushes tasks that do nothing, and lets an agent's own classes work them off in a process like an agent's. */
final class Noops {
    /** As in bin/muster-agent. */
    private static final List<String> AGENTS_OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms8m", "-Xmx192m", "-XX:-UsePerfData", "-Xshare:auto");

    private static final int SLOTS = 8;

    private final Commands commands;

    Noops(Commands commands) {
        this.commands = commands;
    }

    /**
     * Tasks a second.
     *
     * @param pushed where they are pushed
     * @param worked where the agent finds the same server
     */
    double rate(String pushed, String worked, int tasks) throws IOException {
        Swarm swarm = new Swarm(1, 1, tasks);
        try (Queues queues = Queues.connect(new RedisAddress(pushed, null, null, null, RedisAddress.DEFAULT_PREFIX))) {
            swarm.push(queues);
            try {
                return tasks / seconds(worked, Swarm.campaign(0));
            } finally {
                swarm.purge(queues);
            }
        }
    }

    /** How long an agent takes until all of a campaign is done. */
    double seconds(String url, String campaign) throws IOException {
        List<String> words =
                JavaProgram.command(AGENTS_OPTIONS, NoopAgent.class, url, campaign, Integer.toString(SLOTS));
        return Double.parseDouble(commands.said(Map.of(), words).strip());
    }
}
