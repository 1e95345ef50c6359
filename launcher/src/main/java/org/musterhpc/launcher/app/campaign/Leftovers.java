package org.musterhpc.launcher.app.campaign;

import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/** What there is of campaigns that may be there in part only: in Redis, or in MUSTER_HOME alone. */
public record Leftovers(Connection connection, MusterHome home) {
    /** As Redis tells of it, or as it was submitted from here; null where neither can be said. */
    @Nullable
    Campaign campaign(String name) {
        Campaign there = whole(name);
        return there != null ? there : Definition.kept(home, name);
    }

    /**
     * As it was submitted from here; null where it was not. Where the launcher was killed before it wrote that down, Redis
     * has it with our signature.
     */
    @Nullable
    Campaign submitted(String name) {
        Campaign kept = Definition.kept(home, name);
        SigningKey key = CampaignKey.kept(home, name);
        if (kept != null || key == null) {
            return kept;
        }
        Campaign there = whole(name);
        return there != null && key.signed(there) ? there : null;
    }

    private @Nullable Campaign whole(String name) {
        try {
            return connection.link().view().campaign(name).orElse(null);
        } catch (LostCampaignException partly) {
            return null;
        }
    }

    /** Whether Redis has it, or a part of it by which one can tell. */
    boolean inRedis(String name) {
        try {
            return connection.link().view().campaign(name).isPresent();
        } catch (LostCampaignException partly) {
            return true;
        }
    }

    /** Whether anything of it is anywhere, though Redis does not have the whole of it. */
    boolean inPart(String name) {
        return Names.valid(name)
                && whole(name) == null
                && (inRedis(name)
                        || connection.view().campaigns().contains(name)
                        || Files.isDirectory(home.campaign(name)));
    }

    /** Where its tasks stand, as far as that can be told. */
    Standing standing(String name) {
        Campaign known = campaign(name);
        if (known == null) {
            return Standing.NOTHING;
        }
        return Standing.sum(
                whole(name) != null
                        ? connection.view().overview(name).stages()
                        : connection.link().recovery().remains(known).stages(),
                Map.of());
    }
}
