package org.musterhpc.agent.task;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.sign.Trust;
import org.musterhpc.queue.sign.UntrustedException;

/** The tasks of a campaign, as they are run on this node. */
public final class Tasks implements Task.Source {
    private final Workshop shop;
    private final Trust trust;
    private final @Nullable Path workdir;
    private volatile Map<String, Recipe> recipes = Map.of();

    /**
     * @param trust in what may run of it
     * @param workdir where commands run instead of where their stage says, or null
     * @throws org.musterhpc.queue.command.TemplateException where a stage has a template that cannot be read
     */
    public Tasks(Workshop shop, Campaign campaign, Trust trust, @Nullable Path workdir) {
        this.shop = shop;
        this.trust = trust;
        this.workdir = workdir;
        recipes = recipes(campaign, trust);
    }

    /**
     * What begins from now on is run by this edition.
     *
     * @throws UntrustedException where it is not the owner's
     */
    public void take(Campaign changed) throws UntrustedException {
        recipes = recipes(changed, trust.renewed(changed));
    }

    private Map<String, Recipe> recipes(Campaign campaign, Trust trusted) {
        Map<String, Recipe> all = new HashMap<>();
        for (Stage stage : campaign.stages()) {
            all.put(
                    stage.name(),
                    new Recipe(campaign, workdir == null ? stage : stage.in(workdir.toString()), trusted));
        }
        return Map.copyOf(all);
    }

    @Override
    public Task prepare(Lease lease, Space space, long deadline) {
        Recipe recipe = recipes.get(lease.stage());
        if (recipe == null) {
            throw new IllegalArgumentException("no stage " + lease.stage());
        }
        return new TaskRun(shop, recipe, lease, space, deadline);
    }
}
