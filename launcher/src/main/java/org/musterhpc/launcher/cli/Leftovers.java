package org.musterhpc.launcher.cli;

import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/** Of a campaign that may be there in part only: in Redis, or in MUSTER_HOME alone. */
record Leftovers(Session session, String name) {

    /** As Redis tells of it, or as it was submitted from here; null where neither can be said. */
    @Nullable
    Campaign campaign() {
        Campaign there = whole();
        return there != null ? there : Definition.kept(session.home(), name);
    }

    /**
     * As it was submitted from here; null where it was not. Who was killed before it was written down has it signed in
     * Redis.
     */
    @Nullable
    Campaign submitted() {
        Campaign kept = Definition.kept(session.home(), name);
        SigningKey key = CampaignKey.kept(session.home(), name);
        if (kept != null || key == null) {
            return kept;
        }
        Campaign there = whole();
        return there != null && key.signed(there) ? there : null;
    }

    private @Nullable Campaign whole() {
        try {
            return session.link().view().campaign(name).orElse(null);
        } catch (LostCampaignException partly) {
            return null;
        }
    }

    /** Whether Redis has it, or a part of it by which one can tell. */
    boolean inRedis() {
        try {
            return session.link().view().campaign(name).isPresent();
        } catch (LostCampaignException partly) {
            return true;
        }
    }

    /** Whether anything of it is anywhere, though Redis does not have the whole of it. */
    boolean inPart() {
        return Names.valid(name)
                && whole() == null
                && (inRedis()
                        || session.view().campaigns().contains(name)
                        || Files.isDirectory(session.home().campaign(name)));
    }

    /** Where its tasks stand, as far as that can be told. */
    Standing standing() {
        Campaign known = campaign();
        if (known == null) {
            return Standing.NOTHING;
        }
        return Standing.sum(
                whole() != null
                        ? session.view().overview(name).stages()
                        : session.link().recovery().remains(known).stages(),
                Map.of());
    }
}
