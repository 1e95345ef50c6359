package org.musterhpc.launcher.cluster.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.home.MusterHome;

/** An agent for one task, which ends with it, or with this program. */
public final class ForegroundAgent implements AutoCloseable {
    private final AgentProcess agent;
    private final Process process;

    private ForegroundAgent(AgentProcess agent, Process process) {
        this.agent = agent;
        this.process = process;
    }

    /**
     * Starts it in the campaign's folder.
     *
     * @param name unique among all agents of the campaign
     */
    public static ForegroundAgent start(MusterHome home, AgentSpec spec, String name, Task task) {
        Path program = AgentProgram.find();
        AgentArguments arguments = LocalCluster.arguments(home, spec, Config.LOCAL);
        List<String> words = new ArrayList<>(arguments.of(program, name, spec));
        words.addAll(List.of("--one", "--stage", task.stage(), "--task", task.id()));
        try {
            AgentProcess agent =
                    AgentProcess.start(name, words, home.campaign(spec.campaign()), AgentProcess.output(spec, name));
            return new ForegroundAgent(agent, Objects.requireNonNull(agent.child()));
        } catch (IOException e) {
            throw LocalCluster.unusable(program, e);
        }
    }

    /** The task that it is started for. */
    public record Task(String stage, String id) {}

    public String name() {
        return agent.name();
    }

    public boolean alive() {
        return agent.alive();
    }

    /** Asks it to give back what it runs, and to leave. */
    public void stop() {
        process.destroy();
    }

    /** How it ended, and why where it said so. */
    public String end() {
        return new AgentExit(agent.name(), agent.end().words(), AgentExit.Sequel.LEFT, agent.output()).words();
    }

    /** Waits until it has given back what it runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(1, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
