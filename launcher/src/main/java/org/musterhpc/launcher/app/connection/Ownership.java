package org.musterhpc.launcher.app.connection;

import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.queue.sign.Trust;
import org.musterhpc.queue.sign.UntrustedException;

/** Agents are started only for campaigns whose owner is here: Redis may tell of others. */
public final class Ownership {
    private Ownership() {}

    /** @throws Problem usage, where the campaign is there to be looked at only */
    public static void refuseImported(Campaign known) {
        if (known.isImported()) {
            throw Problem.usage(
                    "campaign " + known.name() + " was imported: it can be looked at, and nothing of it is run",
                    "submit the file that it came from, where its programs and data are");
        }
    }

    /**
     * The key of a campaign that Redis tells of.
     *
     * @throws Problem usage, where it was not submitted with this home, or is not what was submitted
     */
    public static SigningKey key(MusterHome home, Campaign known) {
        refuseImported(known);
        SigningKey kept = CampaignKey.kept(home, known.name());
        if (kept == null) {
            throw Problem.usage(
                    "campaign " + known.name() + " was not submitted with " + home.root()
                            + ": its key is not here, and no agents are started for it",
                    "say it where it was submitted; or bring its key here: " + CampaignKey.file(home, known.name())
                            + " (0600)");
        }
        try {
            Trust.in(known, kept);
            return kept;
        } catch (UntrustedException e) {
            throw Problem.usage(
                    String.valueOf(e.getMessage()),
                    "see who can write to this Redis; then remove the campaign and put back what was submitted: muster"
                            + " purge and submit, or muster restore with an empty Redis");
        }
    }
}
