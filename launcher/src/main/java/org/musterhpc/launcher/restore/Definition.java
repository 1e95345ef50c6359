package org.musterhpc.launcher.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.codec.CampaignCodec;

/** {@code campaign.json}: what a campaign is, beside its manifest, here as on clusters. */
public final class Definition {
    private static final String FILE = "campaign.json";

    private Definition() {}

    /** Writes down what Redis has taken, in the campaign's folder in the home. */
    public static void keep(MusterHome home, Campaign campaign) {
        Path file = home.campaign(campaign.name()).resolve(FILE);
        try {
            PrivateFiles.write(file, CampaignCodec.encode(campaign) + "\n");
        } catch (IOException e) {
            throw Problem.failed(
                    file + " cannot be written: " + PrivateFiles.reason(e), "check its space and permissions");
        }
    }

    /** Whether something was kept of a campaign of this name. */
    public static boolean there(MusterHome home, String name) {
        return Files.exists(home.campaign(name).resolve(FILE));
    }

    /** What was kept of a campaign of this name; null where there is nothing. */
    public static @Nullable Campaign kept(MusterHome home, String name) {
        Path file = home.campaign(name).resolve(FILE);
        return Files.exists(file) ? read(file) : null;
    }

    /** Whether this very campaign was submitted before, or is what one has become that was. */
    public static boolean submitted(MusterHome home, Campaign campaign) {
        Campaign kept = kept(home, campaign.name());
        return kept != null && List.of(kept.digest(), kept.file()).contains(campaign.digest());
    }

    /**
     * What a campaign is whose manifest somebody names: the file lies in its folder or beside it.
     *
     * @throws Problem usage, where it is not there or not this campaign's
     */
    public static Campaign beside(Path manifest, String name) {
        Path folder = manifest.toAbsolutePath().normalize();
        for (Path file : List.of(folder.resolve(FILE), folder.resolveSibling(FILE))) {
            Campaign campaign = Files.exists(file) ? read(file) : null;
            if (campaign != null) {
                if (!campaign.name().equals(name)) {
                    throw Problem.usage(
                            file + " is of campaign " + campaign.name() + ", not " + name,
                            "muster restore " + campaign.name() + " --from " + manifest);
                }
                return campaign;
            }
        }
        throw Problem.usage(
                "there is no " + FILE + " in " + folder + " or beside it",
                "name the folder of the manifest that was sent to a cluster: REMOTE_DIR/campaigns/" + name
                        + "/manifest");
    }

    /** Null where it has gone since it was seen: another program purges the campaign. */
    private static @Nullable Campaign read(Path file) {
        try {
            return CampaignCodec.decode(Files.readString(file));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw Problem.failed(file + " cannot be read: " + PrivateFiles.reason(e), "look at its permissions");
        } catch (IllegalArgumentException e) {
            throw Problem.failed(
                    file + " does not describe a campaign: " + e.getMessage(),
                    "use that of a cluster it ran on: --from REMOTE_DIR/campaigns/NAME/manifest");
        }
    }
}
