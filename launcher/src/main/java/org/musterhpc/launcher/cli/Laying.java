package org.musterhpc.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.musterhpc.launcher.batch.Ground;
import org.musterhpc.launcher.batch.Site;
import org.musterhpc.launcher.bundle.AgentLibrary;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.bundle.Installed;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.ConnectionFile;

/** Brings the agent and a campaign's folder to a cluster. */
final class Laying implements Ground.Laying {
    private final Session session;
    private final Site site;
    private final Campaign campaign;

    Laying(Session session, Site site, Campaign campaign) {
        this.session = session;
        this.site = site;
        this.campaign = campaign;
    }

    @Override
    public Ground lay() throws NoAnswer, NotSent, Refused {
        Retries retries = new Retries(session.around().pause());
        String remote = site.settings().site().remoteDir();
        Installed agent =
                new BundleInstaller(session.home(), AgentLibrary.find(), retries).install(site.shell(), remote);
        String base = site.files().absolute(remote) + "/campaigns/" + campaign.name();
        for (String folder : new String[] {base, base + "/logs", base + "/scripts", base + "/scripts/out"}) {
            site.files().folder(folder);
        }
        String connection = base + "/connection-" + UUID.randomUUID() + ".json";
        try {
            Path local = Files.createTempDirectory("c").resolve("c.json");
            ConnectionFile.write(local, session.address());
            site.files().put(Input.of(local), connection, "600");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new Ground(agent.program(), connection, base + "/logs", base + "/scripts", base + "/scripts/out", null);
    }
}
