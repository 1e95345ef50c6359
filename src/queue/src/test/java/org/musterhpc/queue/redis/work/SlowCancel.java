package org.musterhpc.queue.redis.work;

import java.util.Objects;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Rig;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.read.Finder;

/** A person in a {@link World} whose cancel takes its time: others act between where a task is found and where it is cancelled. */
final class SlowCancel {
    private final World world;

    SlowCancel(World world) {
        this.world = world;
    }

    /** What has ended for good is no more to be cancelled. */
    void find(String id) {
        world.state.found = new Finder(world.runner, known())
                .find(id)
                .filter(found ->
                        found.view().state() != State.DONE && found.view().state() != State.CANCELLED)
                .orElse(null);
    }

    void strike() {
        Finder.Found found = Objects.requireNonNull(world.state.found, "nothing was found");
        world.state.found = null;
        String id = found.view().message().id();
        World.same(
                "cancelled where it was found",
                Rig.cancel(world.runner, known(), found, id),
                new IdealPerson(world.state.ideal).cancel(found, id));
    }

    private CampaignReader.Known known() {
        return new CampaignReader(world.runner, RedisAddress.DEFAULT_PREFIX).existing(world.setup.name());
    }
}
