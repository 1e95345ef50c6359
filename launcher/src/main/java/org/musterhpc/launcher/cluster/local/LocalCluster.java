package org.musterhpc.launcher.cluster.local;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.secret.Secrets;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.redis.ConnectionFile;
import org.musterhpc.queue.redis.RedisAddress;

/** This machine: agents are processes of their own, which outlive the launcher if it is killed. */
public final class LocalCluster implements Cluster {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name;
    private final MusterHome home;
    private final Path program;
    private final InstantSource clock;
    private final Pause pause;

    /** @param program {@code muster-agent}; see {@link AgentProgram#find} */
    public LocalCluster(String name, MusterHome home, Path program, Pause pause) {
        this(name, home, program, InstantSource.system(), pause);
    }

    LocalCluster(String name, MusterHome home, Path program, InstantSource clock, Pause pause) {
        this.name = name;
        this.home = home;
        this.program = program;
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Crew start(AgentSpec order, int agents) {
        Path folder = home.campaign(order.campaign());
        PrivateFiles.folder(folder);
        PrivateFiles.folder(order.logs());
        AgentArguments arguments = new AgentArguments(order.campaign(), name, connection(folder, order.redis()));
        try {
            ConnectionFile.write(arguments.connection(), order.redis(), order.key());
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        List<AgentProcess> found = new ArrayList<>();
        RunningAgents.find(arguments)
                .forEach((agent, process) -> found.add(new AgentProcess(agent, process, null, output(order, agent))));
        LocalCrew crew = new LocalCrew(agents, found, () -> begin(arguments, order), clock, pause);
        crew.fill();
        return crew;
    }

    private AgentProcess begin(AgentArguments arguments, AgentSpec order) {
        String agent = unused();
        Path output = output(order, agent);
        List<String> words = new ArrayList<>(OwnSession.PREFIX);
        words.addAll(arguments.of(program, agent, order));
        try {
            PrivateFiles.touch(output);
            Process process = Secrets.kept(new ProcessBuilder(words))
                    .directory(home.campaign(order.campaign()).toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            return new AgentProcess(agent, process.toHandle(), process, output);
        } catch (IOException e) {
            throw unusable(program, e);
        }
    }

    /** Named after the server: agents of the same campaign on another server are not taken for this one's. */
    static Path connection(Path folder, RedisAddress redis) {
        return folder.resolve(ConnectionFile.name(redis));
    }

    /** Unique among all agents of a campaign, also among those of other machines and of earlier runs. */
    private String unused() {
        byte[] random = new byte[4];
        RANDOM.nextBytes(random);
        return name + "-" + Machine.here().name() + "-" + HexFormat.of().formatHex(random);
    }

    private static Path output(AgentSpec order, String agent) {
        return order.logs().resolve(agent + ".out");
    }

    static Problem unusable(Path what, IOException e) {
        return Problem.failed(
                "agents cannot be started here: " + what + ": " + PrivateFiles.reason(e),
                "see that it is there, may be used and has room; 'muster doctor' looks over the machine");
    }
}
