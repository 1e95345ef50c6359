package org.musterhpc.launcher.app;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.config.Hazard;
import org.musterhpc.queue.redis.RedisAddress;

/** What the user has set: read when it is first asked for. */
public interface Settings {

    /** The server that is named; null: Muster's own. */
    @Nullable
    RedisAddress redis();

    /** The address at which other machines reach Muster's own server; null: they do not. */
    @Nullable
    String listen();

    /** What of a server's being unfit the user accepts. */
    Set<Hazard> accepted();

    /**
     * The cluster of this name; null: this machine.
     *
     * @throws org.musterhpc.launcher.problem.Problem usage, where there is none
     */
    ClusterSettings cluster(@Nullable String name);

    /** The cluster of this name, if a scheduler runs it. */
    ClusterSettings.@Nullable Batch batch(String cluster);

    /** All clusters that schedulers run. */
    List<ClusterSettings.Batch> batches();
}
