package org.musterhpc.launcher.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.history.CampaignHistory;
import org.musterhpc.launcher.history.FailureGroup;
import org.musterhpc.launcher.logs.RemoteLogs;
import org.musterhpc.launcher.report.CampaignReport;
import org.musterhpc.launcher.report.FailureLines;
import org.musterhpc.launcher.text.ProgramVersion;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.connect.ServerFacts;

/** Gathers all that is told of a campaign. */
public record MakeReport(Connection connection, RemoteLogs logs) {
    private static final int LINES_AT_MOST = 400;
    /** Each may be a file that is brought over a network. */
    private static final int FETCHED_AT_MOST = 20;

    public CampaignReport of(String name) {
        View view = connection.view();
        Campaign campaign = connection.campaign(name);
        CampaignHistory history = new Histories(view).of(campaign);
        View.Overview overview = view.overview(name);
        return new CampaignReport(
                new CampaignReport.Head(campaign, overview.now(), versions()),
                overview,
                history,
                failures(history),
                connection.ledger().arrays(name));
    }

    /** Of each kind of failure some last lines, those of the most frequent first, as long as there is patience. */
    private List<FailureLines> failures(CampaignHistory history) {
        List<FailureLines> all = new ArrayList<>();
        int left = LINES_AT_MOST;
        for (FailureGroup group : history.failures()) {
            List<FailureGroup.Sample> samples = group.samples();
            int some = Math.min(samples.size(), left);
            int[] read = {0};
            int before = left;
            FailureLines lines = FailureLines.of(group, samples.subList(0, some), sample -> {
                boolean patient = !logs.asked() || LINES_AT_MOST - before + read[0] < FETCHED_AT_MOST;
                read[0]++;
                return patient ? logs.lastLine(sample.attempt()) : null;
            });
            left -= some;
            all.add(lines);
        }
        return all;
    }

    private Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>(ProgramVersion.all());
        try {
            versions.put(
                    "Server",
                    connection.link().servers().stream()
                            .map(MakeReport::server)
                            .distinct()
                            .collect(Collectors.joining(", ")));
        } catch (QueueUnavailableException e) {
            versions.put("Server", "not to be learnt: its user may not ask");
        }
        return versions;
    }

    private static String server(ServerFacts server) {
        String valkey = server.info().getOrDefault("valkey_version", "");
        return valkey.isEmpty() ? "Redis " + server.info().getOrDefault("redis_version", "?") : "Valkey " + valkey;
    }
}
