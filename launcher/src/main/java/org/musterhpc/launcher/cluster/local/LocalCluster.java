package org.musterhpc.launcher.cluster.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.AgentProgram;
import org.musterhpc.launcher.cluster.AgentResources;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.cluster.Cluster;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.config.AgentSettings;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.home.UniqueName;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** This machine: agents are processes of their own, which outlive the launcher if it is killed. */
public final class LocalCluster implements Cluster {
    private final ClusterSettings.Local settings;
    private final AgentSettings agents;
    private final MusterHome home;
    private final QueueServer server;
    private final Time time;
    private final Supplier<Path> program;

    public LocalCluster(
            ClusterSettings.Local settings, AgentSettings agents, MusterHome home, QueueServer server, Time time) {
        this(settings, agents, home, server, time, AgentProgram::find);
    }

    /** @param program {@code muster-agent} */
    LocalCluster(
            ClusterSettings.Local settings,
            AgentSettings agents,
            MusterHome home,
            QueueServer server,
            Time time,
            Supplier<Path> program) {
        this.settings = settings;
        this.agents = agents;
        this.home = home;
        this.server = server;
        this.time = time;
        this.program = program;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public boolean remote() {
        return false;
    }

    @Override
    public void check(Campaign campaign) {
        LocalResources.here(agents.resources().get("gpus"))
                .check(campaign.stages(), agents.slots().equals(AgentSettings.AUTO));
        AgentResources.check(campaign.stages(), agents.resources());
        LocalEngines.here().check(campaign.stages());
        Path unusedProgram = program.get(); // says where it is not there
    }

    @Override
    public Fleet open(Campaign campaign, SigningKey key, Map<String, Long> tasks) {
        check(campaign);
        LocalFleet fleet = attach(campaign, key);
        fleet.atLeast(settings.agents());
        return fleet;
    }

    @Override
    public LocalFleet attach(Campaign campaign, @Nullable SigningKey key) {
        AgentSpec spec = server.spec(campaign.name(), key);
        AgentArguments arguments = arguments(home, spec, name());
        List<AgentProcess> found = new ArrayList<>();
        RunningAgents.find(arguments)
                .forEach((agent, process) ->
                        found.add(new AgentProcess(agent, process, null, AgentProcess.output(spec, agent))));
        return new LocalFleet(name(), found, () -> start(arguments, spec), time);
    }

    /** Lays what an agent needs into the campaign's folder: a place for logs, and how it gets to the server. */
    static AgentArguments arguments(MusterHome home, AgentSpec spec, String cluster) {
        Path folder = home.campaign(spec.campaign());
        PrivateFiles.folder(folder);
        PrivateFiles.folder(spec.logs());
        Path connection = connection(folder, spec.redis());
        try {
            ConnectionFile.write(connection, spec.redis(), spec.key());
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        return new AgentArguments(spec.campaign(), cluster, connection);
    }

    private AgentProcess start(AgentArguments arguments, AgentSpec spec) {
        String agent = unused();
        List<String> words = arguments.of(program.get(), agent, spec);
        try {
            return AgentProcess.start(agent, words, home.campaign(spec.campaign()), AgentProcess.output(spec, agent));
        } catch (IOException e) {
            throw unusable(program.get(), e);
        }
    }

    /** Named after the server: agents of the same campaign on another server are not taken for this one's. */
    static Path connection(Path folder, RedisAddress redis) {
        return folder.resolve(ConnectionFile.name(redis));
    }

    /** Unique among all agents of a campaign, also among those of other machines and of earlier runs. */
    private String unused() {
        return UniqueName.of(name() + "-" + Machine.here().name());
    }

    static Problem unusable(Path what, IOException e) {
        return Problem.failed(
                "agents cannot be started here: " + what + ": " + PrivateFiles.reason(e),
                "see that it is there, may be used and has room; 'muster doctor' looks over the machine");
    }
}
