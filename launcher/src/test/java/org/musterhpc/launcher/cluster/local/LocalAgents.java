package org.musterhpc.launcher.cluster.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.cluster.TestServer;
import org.musterhpc.launcher.config.AgentSettings;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** Fleets of this machine, with a script in the agent's place. */
final class LocalAgents {
    private LocalAgents() {}

    static LocalCluster cluster(MusterHome home, Path program, String campaign, RedisAddress redis, int agents) {
        return new LocalCluster(
                new ClusterSettings.Local("local", agents),
                AgentSettings.DEFAULT,
                home,
                new TestServer(null, redis, "me", home.logs(campaign)),
                new Time(InstantSource.system(), Pause.real()),
                () -> program);
    }

    static LocalFleet fleet(MusterHome home, Path program, String campaign, RedisAddress redis, int agents) {
        return (LocalFleet)
                cluster(home, program, campaign, redis, agents).open(campaign(campaign), SigningKey.fresh(), Map.of());
    }

    static Campaign campaign(String name) {
        Stage stage = new Stage(
                "s",
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting("/tmp", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofMinutes(1), 1, null),
                List.of(),
                List.of(),
                RetrySettings.DEFAULT,
                null,
                List.of(),
                0);
        return new Campaign(name, "digest", "me", Instant.EPOCH, List.of(stage));
    }
}
