package org.musterhpc.launcher.app.campaign;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.logs.Reach;
import org.musterhpc.launcher.logs.RemoteJournals;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.time.Pause;

/** Looks for a campaign's journals, here and on the clusters that it was sent to. */
record JournalPlaces(MusterHome home, Setup setup, ClusterConnections clusters, Pause pause) {
    /**
     * Where journals are looked for.
     *
     * @param folders that are seen here, by how their place is called
     * @param without places that could not be looked into, and why
     * @param clusters that have a folder of the campaign's
     */
    record Found(Map<String, Path> folders, List<String> without, Set<String> clusters) {
        private void add(Path folder) {
            folders.put(folder.toString(), folder);
        }
    }

    /**
     * @param sentTo the clusters that the campaign was sent to; none: nobody wrote that down, and each is asked
     * @param named folders that a person names
     * @param manifest the manifest's folder, if a person names it: the logs lie beside it
     */
    Found of(String campaign, Set<String> sentTo, List<Path> named, @Nullable Path manifest) {
        Found found = new Found(new LinkedHashMap<>(), new ArrayList<>(), new TreeSet<>());
        named.forEach(found::add);
        found.add(home.logs(campaign));
        if (manifest != null) {
            found.add(manifest.toAbsolutePath().normalize().resolveSibling("logs"));
        }
        clusters.poolLogs(campaign).stream().filter(Files::isDirectory).forEach(found::add);
        for (ClusterSettings.Batch batch : setup.batches()) {
            if (sentTo.isEmpty() || sentTo.contains(batch.name())) {
                ask(clusters.at(batch, campaign), batch.site().ssh() == null, batch.name(), campaign, found);
            }
        }
        for (String pool : setup.pools()) {
            if (sentTo.isEmpty() || sentTo.contains(pool)) {
                clusters.onHosts(pool, campaign).forEach(host -> ask(host, false, pool, campaign, found));
            }
        }
        for (String cluster : sentTo) {
            if (!setup.knows(cluster)) {
                found.without.add("cluster " + cluster + ", where it ran, is not in muster.yml");
            }
        }
        return found;
    }

    private void ask(Reach reach, boolean seen, String cluster, String campaign, Found found) {
        String where = (seen ? cluster : reach.shell().name()) + ":" + reach.logs();
        try {
            Path folder = new RemoteJournals(new Retries(pause), home.fetched(campaign)).folder(reach, seen);
            if (folder == null) {
                found.without.add("there is no " + where);
            } else {
                found.folders.put(where, folder);
                found.clusters.add(cluster);
            }
        } catch (ShellFailure | Problem e) {
            found.without.add(where + " could not be looked into: " + e.getMessage());
        }
    }
}
