package org.musterhpc.launcher.web.pages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.CampaignStatus;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.view.json.StatusJson;
import org.musterhpc.launcher.web.http.EventStreams;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.QueueUnavailableException;

/**
 * Looks at campaigns, keeps how they went, and tells those who follow them: once a second where somebody does, now and then where
 * nobody does and it goes on, and seldom where it is over.
 */
public final class Recorder {
    private static final int NAMES = 5;
    private static final int UNWATCHED = 5;
    private static final int OVER = 60;

    private final SharedUseCases site;
    private final EventStreams streams;
    private final Map<String, History> histories = new ConcurrentHashMap<>();
    private final Map<String, Integer> due = new ConcurrentHashMap<>();
    private List<String> names = List.of();
    private int round;

    public Recorder(SharedUseCases site, EventStreams streams) {
        this.site = site;
        this.streams = streams;
    }

    History history(String campaign) {
        return histories.computeIfAbsent(campaign, any -> new History());
    }

    /** To be called once a second, by one thread. */
    public void runOnce() {
        Set<String> followed = streams.followed();
        try {
            if (round % NAMES == 0) {
                names = site.names();
                histories.keySet().retainAll(names);
                due.keySet().retainAll(names);
            }
            for (String name : names) {
                if (followed.contains(name) || due.getOrDefault(name, 0) <= round) {
                    look(name, followed.contains(name));
                }
            }
        } catch (QueueUnavailableException e) {
            String problem = frame("problem", Json.object().put("error", e.getMessage()));
            followed.forEach(name -> streams.tell(name, problem));
        }
        streams.endStalled();
        round++;
    }

    private void look(String name, boolean followed) {
        try {
            Snapshot now = site.snapshots().of(name);
            history(name).see(now);
            due.put(name, round + (now.overview().complete() ? OVER : UNWATCHED));
            if (followed) {
                streams.tell(name, frames(name, now));
            }
        } catch (LostCampaignException e) {
            streams.tell(name, frame("problem", Json.object().put("error", e.getMessage())));
            due.put(name, round + OVER);
        }
    }

    /** What somebody who begins to follow is told at once. */
    public String first(String name) {
        return frames(name, site.snapshots().of(name));
    }

    private String frames(String name, Snapshot now) {
        CampaignStatus status = site.app().status().of(name);
        ObjectNode json = StatusJson.imported(
                status.imported(), StatusJson.status(name, status.overview(), status.rate(), status.clusters()));
        @Nullable Long left = CampaignPages.left(now);
        ObjectNode more = Json.object().put("left_s", left);
        Json.time(more, "time", now.overview().now());
        return frame("status", json) + frame("progress", more);
    }

    private static String frame(String event, ObjectNode data) {
        return "event: " + event + "\ndata: " + Harmless.json(data.toString()) + "\n\n";
    }
}
