package org.musterhpc.launcher.cluster.batch.submission;

import java.util.List;
import org.musterhpc.launcher.bundle.AccessFile;
import org.musterhpc.launcher.bundle.AgentLibrary;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** Brings the agent to a cluster, and makes the pool's folder there: {@code pools/NAME} in the site's. */
public record PoolDeployer(Site site, MusterHome home, Notes notes, Time time) {

    public Deployment deploy(RedisAddress redis, SigningKey key) throws NoAnswer, NotSent, Refused {
        Notes.Open told = notes.during("bringing the agent to cluster " + site.name());
        try {
            String remote = site.settings().site().remoteDir();
            List<String> start = new BundleInstaller(home, AgentLibrary.find(), new Retries(time.pause()))
                    .install(site.shell(), remote)
                    .start();
            String folder = site.files().absolute(folder(site));
            site.files().folder(folder);
            site.files().folder(folder + "/scripts");
            String connection = new AccessFile(site.files(), folder).put(redis, key);
            return new Deployment(start, connection, folder, folder + "/scripts", null);
        } finally {
            told.close();
        }
    }

    /** May begin with {@code ~/}. */
    public static String folder(Site site) {
        return site.settings().site().remoteDir() + "/pools/" + site.name();
    }
}
