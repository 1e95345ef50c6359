package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.bundle.AgentLibrary;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.bundle.CampaignFolder;
import org.musterhpc.launcher.cluster.batch.Ground;
import org.musterhpc.launcher.cluster.batch.Site;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** Brings the agent and a campaign's folder to a cluster. */
final class Laying implements Ground.Laying {
    private final Session session;
    private final Site site;
    private final Campaign campaign;
    private final @Nullable SigningKey key;

    Laying(Session session, Site site, Campaign campaign, @Nullable SigningKey key) {
        this.session = session;
        this.site = site;
        this.campaign = campaign;
        this.key = key;
    }

    @Override
    public Ground lay() throws NoAnswer, NotSent, Refused {
        Retries retries = new Retries(session.around().pause());
        CampaignFolder folder = folder(session, site, campaign.name());
        Meanwhile told =
                Meanwhile.telling(session, "bringing the agent and the campaign's folder to cluster " + site.name());
        try {
            CampaignFolder.Paths there = folder.prepare(
                    new BundleInstaller(session.home(), AgentLibrary.find(), retries),
                    new CampaignFolder.Access(redis(), key),
                    campaign,
                    session.home().manifest(campaign.name()));
            return new Ground(
                    there.agent().start(),
                    there.connection(),
                    there.logs(),
                    there.scripts(),
                    there.logs(),
                    workdir(folder));
        } finally {
            told.close();
        }
    }

    private RedisAddress redis() {
        RedisAddress there = session.addressElsewhere();
        return session.setup().forAgents(there == null ? session.address() : there);
    }

    static CampaignFolder folder(Session session, Site site, String campaign) {
        return new CampaignFolder(
                site.shell(),
                new Retries(session.around().pause()),
                site.settings().site().remoteDir(),
                campaign);
    }

    /** Null: every stage's own folder is there. */
    private @Nullable String workdir(CampaignFolder folder) throws NoAnswer, NotSent, Refused {
        for (String wanted : campaign.stages().stream()
                .map(stage -> stage.shell().workdir())
                .distinct()
                .toList()) {
            String there = folder.workdir(wanted);
            if (!there.equals(wanted)) {
                session.note(wanted + " is not there on cluster " + site.name() + ": commands run in " + there);
                return there;
            }
        }
        return null;
    }
}
