package org.musterhpc.launcher.app;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.logs.Reach;
import org.musterhpc.launcher.logs.RemoteLogs;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.queue.model.Campaign;

/** What use cases ask of the places where agents run. A cluster that is null is this machine. */
public interface Clusters {

    /**
     * Looks for everything that can be wrong there, before a task is sent.
     *
     * @throws org.musterhpc.launcher.problem.Problem where agents cannot be had
     */
    void check(@Nullable String cluster, Campaign campaign);

    /**
     * Starts agents for a campaign that is in Redis.
     *
     * @param tasks how many tasks each stage will have
     */
    Agents start(String campaign, Map<String, Long> tasks, @Nullable String cluster);

    /**
     * Cancels a campaign's arrays.
     *
     * @return how many arrays each cluster did not confirm to be cancelled; none: all of them did
     */
    Map<String, Integer> cancel(Campaign campaign);

    /** Removes a campaign's folder. */
    void removeFolder(ClusterSettings.Batch cluster, String campaign) throws ShellFailure;

    /** A campaign's logs, wherever they are. */
    RemoteLogs logs(String campaign);

    /** A campaign's logs on a cluster. */
    Reach reach(ClusterSettings.Batch cluster, String campaign);

    /** A connection to a cluster, which the caller closes. */
    Shell shell(ClusterSettings.Batch cluster);

    /** Agents that were started. */
    interface Agents {
        int count();

        /** Where they are; empty: on this machine. */
        String where();

        /** Lets them go on without this program. */
        void leave();
    }
}
