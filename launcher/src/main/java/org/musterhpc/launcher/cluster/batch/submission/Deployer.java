package org.musterhpc.launcher.cluster.batch.submission;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.bundle.AgentLibrary;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.bundle.CampaignFolder;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** Brings the agent and a campaign's folder to a cluster. */
public final class Deployer {
    private final Site site;
    private final MusterHome home;
    private final Notes notes;
    private final Retries retries;

    public Deployer(Site site, MusterHome home, Notes notes, Time time) {
        this.site = site;
        this.home = home;
        this.notes = notes;
        this.retries = new Retries(time.pause());
    }

    /** Brings everything that is not there yet. */
    public Deployment deploy(Campaign campaign, RedisAddress redis, @Nullable SigningKey key)
            throws NoAnswer, NotSent, Refused {
        CampaignFolder folder = site.folder(campaign.name());
        Notes.Open told = notes.during("bringing the agent and the campaign's folder to cluster " + site.name());
        try {
            CampaignFolder.Paths there = folder.prepare(
                    new BundleInstaller(home, AgentLibrary.find(), retries),
                    new CampaignFolder.Access(redis, key),
                    campaign,
                    home.manifest(campaign.name()));
            return new Deployment(
                    there.agent().start(),
                    there.connection(),
                    there.logs(),
                    there.scripts(),
                    workdir(campaign, folder));
        } finally {
            told.close();
        }
    }

    /** Null: every stage's own folder is there. */
    private @Nullable String workdir(Campaign campaign, CampaignFolder folder) throws NoAnswer, NotSent, Refused {
        for (String wanted : campaign.stages().stream()
                .map(stage -> stage.shell().workdir())
                .distinct()
                .toList()) {
            String there = folder.workdir(wanted);
            if (!there.equals(wanted)) {
                notes.note(wanted + " is not there on cluster " + site.name() + ": commands run in " + there);
                return there;
            }
        }
        return null;
    }
}
