package org.musterhpc.launcher.app.campaign;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.look.Campaigns;
import org.musterhpc.launcher.home.FolderRemoval;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.QueueNames;

/** Removes a campaign from Redis, from MUSTER_HOME, and from the clusters that it ran on. */
public record Purge(
        Connection connection, MusterHome home, Campaigns campaigns, Leftovers leftovers, Clearance clearance) {
    /**
     * @param standing where its tasks stand, as far as that can be told
     * @param force even while tasks run
     */
    public record Marked(String campaign, Standing standing, boolean force) {}

    /**
     * The campaign that a word means; one that is there in part only counts, too.
     *
     * @throws Problem usage, where tasks of it run, unless forced
     */
    public Marked mark(@Nullable String word, boolean force) {
        boolean inPart = word != null && leftovers.inPart(Campaigns.name(word));
        String campaign = word != null && inPart ? Campaigns.name(word) : campaigns.surelyMeant(word);
        Marked marked = new Marked(campaign, leftovers.standing(campaign), force);
        refuseWhileWorking(marked.standing(), marked);
        return marked;
    }

    private static void refuseWhileWorking(Standing now, Marked marked) {
        String campaign = marked.campaign();
        refuseWhileWorking(now, campaign, marked.force(), "muster purge " + campaign + " --force");
    }

    /**
     * Removes all that there is of it.
     *
     * @throws Problem usage, where tasks have begun since it was marked, unless forced: a person may have thought for long
     */
    public void remove(Marked marked) {
        refuseWhileWorking(leftovers.standing(marked.campaign()), marked);
        remove(marked.campaign(), null);
    }

    /** Refuses to go on while tasks run, unless forced; {@code how} is what the user types to force it. */
    static void refuseWhileWorking(Standing total, String campaign, boolean force, String how) {
        if (total.working() > 0 && !force) {
            throw Problem.usage(
                    Numbers.of(Numbers.grouped(total.working()), "task") + " of " + campaign
                            + (total.working() == 1 ? " is" : " are") + " running",
                    "wait, or cancel first: muster cancel " + campaign + "; or all the same: " + how);
        }
    }

    /**
     * Removes it, from Redis before the folder here: a campaign that is half removed in either place can be purged again.
     *
     * @param kept a folder of the campaign's that stays, or null
     */
    void remove(String campaign, @Nullable Path kept) {
        Path folder = home.campaign(campaign);
        Set<String> pools = clearance.remove(campaign);
        Campaign known = leftovers.campaign(campaign);
        connection.link().control().purge(campaign, known == null ? QueueNames.USUAL : known.queues());
        clearance.removeFromPools(campaign, pools);
        try {
            FolderRemoval.remove(folder, kept);
        } catch (IOException e) {
            throw Problem.failed(
                    "the campaign is gone from Redis, but " + folder + " cannot be removed: " + e.getMessage(),
                    "remove it by hand");
        }
    }
}
