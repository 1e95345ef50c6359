package org.musterhpc.agent.task;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.sign.Trust;

/** The tasks of a campaign, as they are run on this node. */
public final class Tasks implements Task.Source {
    private final Workshop shop;
    private final Map<String, Recipe> recipes = new HashMap<>();

    /**
     * @param trust in what may run of it
     * @param workdir where commands run instead of where their stage says, or null
     * @throws org.musterhpc.queue.command.TemplateException where a stage has a template that cannot be read
     */
    public Tasks(Workshop shop, Campaign campaign, Trust trust, @Nullable Path workdir) {
        this.shop = shop;
        for (Stage stage : campaign.stages()) {
            recipes.put(
                    stage.name(), new Recipe(campaign, workdir == null ? stage : stage.in(workdir.toString()), trust));
        }
    }

    @Override
    public Task prepare(Lease lease, int slot, long deadline) {
        Recipe recipe = recipes.get(lease.stage());
        if (recipe == null) {
            throw new IllegalArgumentException("no stage " + lease.stage());
        }
        return new TaskRun(shop, recipe, lease, slot, deadline);
    }
}
