package org.musterhpc.launcher.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.sign.SigningKey;

/** A campaign's signing key in its folder in the home, 0600: whoever has it can make the campaign's agents run things. */
public final class CampaignKey {
    private CampaignKey() {}

    /** Where it is, for advice. */
    public static Path file(MusterHome home, String campaign) {
        return home.campaign(campaign).resolve("key");
    }

    /**
     * The key of a campaign that was submitted with this home; null where there is none.
     *
     * @throws Problem where it cannot be read, or is not a key
     */
    public static @Nullable SigningKey kept(MusterHome home, String campaign) {
        return new KeyFile(file(home, campaign))
                .kept("an agent's connection file on a cluster has the key, too; or begin anew: --fresh");
    }

    /** The key that is kept, or a fresh one; programs that ask at the same time get the same. */
    public static SigningKey keptOrFresh(MusterHome home, String campaign) {
        SigningKey kept = kept(home, campaign);
        return kept != null ? kept : keep(home, campaign, SigningKey.fresh());
    }

    /**
     * Keeps a key where none is kept.
     *
     * @return the one that is kept then: another program may have been faster
     */
    public static SigningKey keep(MusterHome home, String campaign, SigningKey key) {
        PrivateFiles.folder(home.campaign(campaign));
        return new KeyFile(file(home, campaign)).keep(key, () -> kept(home, campaign));
    }

    /** Sees to it that the key with which a campaign was signed just now is the one that is kept. */
    public static void confirm(MusterHome home, String campaign, SigningKey key) {
        if (keep(home, campaign, key).text().equals(key.text())) {
            return;
        }
        Path file = file(home, campaign);
        try {
            PrivateFiles.write(file, key.text() + "\n");
        } catch (IOException e) {
            throw new KeyFile(file).unwritable(e);
        }
    }

    /** Removes a key that nothing was signed with; not another that has taken its place. */
    public static void forget(MusterHome home, String campaign, SigningKey key) {
        SigningKey kept = kept(home, campaign);
        if (kept == null || !kept.text().equals(key.text())) {
            return;
        }
        Path file = file(home, campaign);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Problem.failed(file + " cannot be removed: " + PrivateFiles.reason(e), "remove it by hand");
        }
    }

    /** Removes the key of a campaign that is begun anew, unless it is the one that it shall have. */
    public static void forgetOther(MusterHome home, String campaign, SigningKey wanted) {
        SigningKey kept = kept(home, campaign);
        if (kept != null && !kept.text().equals(wanted.text())) {
            forget(home, campaign, kept);
        }
    }

    /**
     * The key with which a campaign is about to be made.
     *
     * @param fresh whether none was kept before
     */
    public record Offer(MusterHome home, String campaign, SigningKey key, boolean fresh) {
        /**
         * Kept before Redis knows the campaign: what is signed with a key that is lost could never run.
         *
         * @param named with which it is signed where none is kept; null: with a fresh one
         */
        public static Offer of(MusterHome home, String campaign, @Nullable SigningKey named) {
            SigningKey kept = kept(home, campaign);
            SigningKey key = kept != null ? kept : keep(home, campaign, named == null ? SigningKey.fresh() : named);
            return new Offer(home, campaign, key, kept == null);
        }

        /** @param made whether the campaign bears its signature now */
        public void settle(boolean made) {
            if (made) {
                confirm(home, campaign, key);
            } else if (fresh) {
                forget(home, campaign, key);
            }
        }
    }
}
