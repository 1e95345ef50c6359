package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.ClusterSettings;
import org.musterhpc.launcher.logs.Reach;
import org.musterhpc.launcher.logs.RemoteJournals;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.restore.Journals;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.launcher.view.Numbers;

/** Where a campaign's journals are looked for: here, and on the clusters that it was sent to. */
final class JournalPlaces {
    private final Session session;
    private final String campaign;
    private final Map<String, Path> folders = new LinkedHashMap<>();
    private final List<String> without = new ArrayList<>();
    private final Set<String> clusters = new TreeSet<>();

    private JournalPlaces(Session session, String campaign) {
        this.session = session;
        this.campaign = campaign;
    }

    /**
     * @param named folders that a person names
     * @param manifest the manifest's folder, if a person names it: the logs lie beside it
     */
    static JournalPlaces of(Session session, String campaign, List<Path> named, @Nullable Path manifest) {
        JournalPlaces places = new JournalPlaces(session, campaign);
        named.forEach(places::add);
        places.add(session.home().logs(campaign));
        if (manifest != null) {
            places.add(manifest.toAbsolutePath().normalize().resolveSibling("logs"));
        }
        Set<String> sentTo = SentTo.of(session, campaign);
        for (ClusterSettings.Batch batch : session.setup().batches()) {
            // Where nobody wrote down where it was sent, on each.
            if (sentTo.isEmpty() || sentTo.contains(batch.name())) {
                places.ask(batch);
            }
        }
        for (String cluster : sentTo) {
            if (session.setup().batch(cluster) == null) {
                places.without.add("cluster " + cluster + ", where it ran, is not in muster.yml");
            }
        }
        return places;
    }

    private void add(Path folder) {
        folders.put(folder.toString(), folder);
    }

    private void ask(ClusterSettings.Batch batch) {
        Reach reach = session.sites().at(batch, campaign);
        String where = batch.name() + ":" + reach.logs();
        try {
            Path folder = new RemoteJournals(
                            new Retries(session.around().pause()),
                            session.home().fetched(campaign))
                    .folder(reach, batch.site().ssh() == null);
            if (folder == null) {
                without.add("there is no " + where);
            } else {
                folders.put(where, folder);
                clusters.add(batch.name());
            }
        } catch (ShellFailure | Problem e) {
            without.add(where + " could not be looked into: " + e.getMessage());
        }
    }

    List<Path> folders() {
        return List.copyOf(folders.values());
    }

    /** Clusters that have a folder of the campaign's. */
    Set<String> clusters() {
        return clusters;
    }

    /** Says where was looked. */
    void tell(Journals journals) {
        folders.forEach((where, folder) ->
                session.note(Numbers.of(Numbers.grouped(journals.count(folder)), "journal") + " in " + where));
        without.forEach(session::note);
    }

    void put(ObjectNode json, Journals journals) {
        ArrayNode looked = json.putArray("looked");
        folders.forEach(
                (where, folder) -> looked.addObject().put("where", where).put("journals", journals.count(folder)));
        without.forEach(json.putArray("without")::add);
    }
}
