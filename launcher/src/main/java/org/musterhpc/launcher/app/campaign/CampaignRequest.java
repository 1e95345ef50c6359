package org.musterhpc.launcher.app.campaign;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's file, and what the user wants otherwise than it says.
 *
 * @param name the campaign's name; null: as the file says
 * @param cluster where agents run; null: as the file says
 * @param vars values for variables of the file, {@code NAME=VALUE} each
 * @param fresh whether a campaign of this name is removed first
 * @param force whether that is so even while tasks are running
 * @param update whether a campaign that is there takes what has changed in the file
 * @param text what the file would hold, where there is none; null: what it does hold
 */
public record CampaignRequest(
        String file,
        @Nullable String name,
        @Nullable String cluster,
        List<String> vars,
        boolean fresh,
        boolean force,
        boolean update,
        @Nullable String text) {
    /** One that changes nothing that is there. */
    public CampaignRequest(
            String file,
            @Nullable String name,
            @Nullable String cluster,
            List<String> vars,
            boolean fresh,
            boolean force) {
        this(file, name, cluster, vars, fresh, force, false, null);
    }

    /** The same, but a campaign that is there takes what has changed. */
    public CampaignRequest updating() {
        return new CampaignRequest(file, name, cluster, vars, fresh, force, true, text);
    }

    /** The same of a text that is in no file. */
    public CampaignRequest holding(String other) {
        return new CampaignRequest(file, name, cluster, vars, fresh, force, update, other);
    }
}
