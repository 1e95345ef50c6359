package org.musterhpc.launcher.cluster.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.secret.Secrets;
import org.musterhpc.queue.redis.ConnectionFile;

/** An agent for one task, which ends with it, or with this program. */
public final class ForegroundAgent implements AutoCloseable {
    private final String name;
    private final Process process;
    private final Path output;

    private ForegroundAgent(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /**
     * Starts it in the campaign's folder.
     *
     * @param name unique among all agents of the campaign
     * @param task the only task that it runs; null: the first that it gets
     */
    public static ForegroundAgent start(MusterHome home, AgentSpec spec, String name, @Nullable Task task) {
        Path program = AgentProgram.find();
        Path folder = home.campaign(spec.campaign());
        Path output = spec.logs().resolve(name + ".out");
        try {
            PrivateFiles.folder(folder);
            PrivateFiles.folder(spec.logs());
            Path connection = LocalCluster.connection(folder, spec.redis());
            ConnectionFile.write(connection, spec.redis(), spec.key());
            List<String> words = new ArrayList<>(OwnSession.PREFIX);
            words.addAll(new AgentArguments(spec.campaign(), "local", connection).of(program, name, spec));
            words.add("--one");
            if (task != null) {
                words.addAll(List.of("--stage", task.stage(), "--task", task.id()));
            }
            PrivateFiles.touch(output);
            Process process = Secrets.kept(new ProcessBuilder(words))
                    .directory(folder.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            return new ForegroundAgent(name, process, output);
        } catch (IOException e) {
            throw LocalCluster.unusable(program, e);
        }
    }

    /** The task that it is started for. */
    public record Task(String stage, String id) {}

    public String name() {
        return name;
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Asks it to give back what it runs, and to leave. */
    public void stop() {
        process.destroy();
    }

    /** How it ended, and why where it said so. */
    public String end() {
        String how = new AgentProcess.End(process.exitValue()).words();
        return new AgentExit(name, how, AgentExit.Sequel.LEFT, output).words();
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
