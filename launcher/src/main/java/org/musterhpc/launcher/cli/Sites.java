package org.musterhpc.launcher.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cluster.batch.Site;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.Dialects;
import org.musterhpc.launcher.follow.LogFolders;
import org.musterhpc.launcher.logs.Reach;
import org.musterhpc.launcher.logs.RemoteLogs;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shells;
import org.musterhpc.queue.redis.RedisAddress;

/** The clusters that one command speaks to; each is connected to once. */
final class Sites implements AutoCloseable {
    private final Session session;
    private final Map<String, Site> open = new LinkedHashMap<>();

    Sites(Session session) {
        this.session = session;
    }

    Employer employer(ClusterSettings settings) {
        if (settings instanceof ClusterSettings.Local local) {
            return new LocalEmployer(session, local);
        }
        if (settings instanceof ClusterSettings.Batch batch) {
            return new ArrayEmployer(session, site(batch));
        }
        throw Problem.usage(
                "cluster '" + settings.name() + "' is of type hosts, which is not served yet",
                "run on this machine: --cluster local");
    }

    /** The cluster, connected to when it is first asked for something. */
    Site site(ClusterSettings.Batch settings) {
        return open.computeIfAbsent(settings.name(), name -> connect(settings));
    }

    private Site connect(ClusterSettings.Batch settings) {
        Dialect dialect = Dialects.named(settings.dialect())
                .orElseThrow(() -> new IllegalStateException("no dialect " + settings.dialect()));
        Prompt prompt = session.streams().interactive() ? Prompt.terminal() : Prompt.NOBODY;
        return new Site(
                settings,
                dialect,
                new Shells(session.around().env(), prompt).open(settings.site().ssh(), settings.name()),
                new Retries(session.around().pause()),
                kept(settings.name()));
    }

    /** A campaign's logs, on this machine and on clusters that are reached over SSH. */
    RemoteLogs logs(String campaign) {
        return new RemoteLogs(
                session.home().fetched(campaign),
                seen(campaign),
                new Retries(session.around().pause()),
                cluster -> reach(cluster, campaign));
    }

    /** Logs are here, or on the file system of a cluster that is mounted here. */
    private LogFolders seen(String campaign) {
        List<Path> folders = new ArrayList<>(List.of(session.home().logs(campaign)));
        session.setup()
                .batches()
                .forEach(batch -> folders.add(folder(batch, campaign).resolve("logs")));
        return new LogFolders(folders);
    }

    /** A campaign's folder on a cluster, as it is called on the cluster and wherever its file system is mounted. */
    private Path folder(ClusterSettings.Batch batch, String campaign) {
        String dir = batch.site().remoteDir();
        Path home = Path.of(session.around().env().getOrDefault("HOME", System.getProperty("user.home")));
        Path root = dir.equals("~") ? home : home.resolve(dir.startsWith("~/") ? dir.substring(2) : dir);
        return root.resolve("campaigns").resolve(campaign);
    }

    private @Nullable Reach reach(String cluster, String campaign) {
        ClusterSettings.Batch batch = session.setup().batch(cluster);
        return batch == null || batch.site().ssh() == null ? null : at(batch, campaign);
    }

    /** A campaign's logs on a cluster. */
    Reach at(ClusterSettings.Batch batch, String campaign) {
        return new Reach(
                batch.name(), site(batch).shell(), batch.site().remoteDir() + "/campaigns/" + campaign + "/logs");
    }

    private Path kept(String cluster) {
        RedisAddress redis = session.address();
        String server = redis.url() + " " + redis.user() + " " + redis.prefix();
        UUID digest = UUID.nameUUIDFromBytes(server.getBytes(StandardCharsets.UTF_8));
        return session.home().cluster(cluster).resolve(digest.toString());
    }

    @Override
    public void close() {
        open.values().forEach(Site::close);
        open.clear();
    }
}
