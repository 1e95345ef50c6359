package org.musterhpc.launcher.cluster.batch.submission;

import java.util.List;
import org.musterhpc.launcher.bundle.AccessFile;
import org.musterhpc.launcher.bundle.AgentLibrary;
import org.musterhpc.launcher.bundle.BundleInstaller;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.cluster.batch.scheduler.Site;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/** Brings the agent to a cluster, and makes the pool's folder there: {@code pools/NAME} in the site's. */
public record PoolDeployer(Site site, MusterHome home, Notes notes, Time time) {
    /** Made by what a container starts with. */
    private static final String CONTAINER = "/tmp/muster";

    public Deployment deploy(RedisAddress redis, SigningKey key) throws NoAnswer, NotSent, Refused {
        if (!site.dialect().place().sharesFolder()) {
            return inImage(redis, key);
        }
        Notes.Open told = notes.during("bringing the agent to cluster " + site.name());
        try {
            String remote = site.settings().site().remoteDir();
            List<String> start = new BundleInstaller(home, AgentLibrary.find(), new Retries(time.pause()))
                    .install(site.shell(), remote)
                    .start();
            String folder = prepared();
            String connection = new AccessFile(site.files(), folder).put(redis, key);
            return new Deployment(start, connection, folder, folder + "/scripts", null);
        } finally {
            told.close();
        }
    }

    /** Scripts stay where the scheduler's command runs, and so does the text of the secret that the site keeps. */
    private Deployment inImage(RedisAddress redis, SigningKey key) throws NoAnswer, NotSent, Refused {
        if (redis.caFile() != null || redis.identity() != null) {
            throw Problem.usage(
                    "redis: ca, cert and key are files, which agents in containers of cluster " + site.name()
                            + " do not get",
                    "name a server whose certificate every Java trusts, without ca, cert and key");
        }
        String folder = prepared();
        String text = new AccessFile(site.files(), folder).put(redis, key);
        notes.note("agents on cluster " + site.name() + " get their connection from the secret that their job"
                + " definition names as MUSTER_CONNECTION; its text is what " + text + " has, on "
                + site.shell().name());
        return new Deployment(
                List.of("muster-agent"),
                CONTAINER + "/connection.json",
                CONTAINER + "/logs",
                folder + "/scripts",
                null);
    }

    private String prepared() throws NoAnswer, NotSent, Refused {
        String folder = site.files().absolute(folder(site));
        site.files().folder(folder);
        site.files().folder(folder + "/scripts");
        return folder;
    }

    /** May begin with {@code ~/}. */
    public static String folder(Site site) {
        return site.settings().site().remoteDir() + "/pools/" + site.name();
    }
}
