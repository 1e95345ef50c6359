package org.musterhpc.launcher.web.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.musterhpc.launcher.snapshot.ArraysSnapshot;
import org.musterhpc.launcher.snapshot.Snapshot;
import org.musterhpc.launcher.view.ClusterStanding;
import org.musterhpc.launcher.web.http.Reply;
import org.musterhpc.launcher.web.http.Request;
import org.musterhpc.launcher.web.pages.Answers;
import org.musterhpc.launcher.web.pages.SharedUseCases;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.RunTimes;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;

/** What is measured of all campaigns: their counts, what was learnt of their tasks, their agents and arrays, and Redis. */
public final class Metrics {
    private static final int MOST_TIME = 26;
    private static final int LEAST_MEMORY = 10;
    private static final int MOST_MEMORY = 31;
    private static final double KIBIBYTE = 1_024;

    private final SharedUseCases site;
    private final Answers answers;
    private final ServerMetrics servers;
    private final Map<String, Instant> waiting = new ConcurrentHashMap<>();

    public Metrics(SharedUseCases site, Answers answers) {
        this.site = site;
        this.answers = answers;
        this.servers = new ServerMetrics(site, answers);
    }

    public Reply page(Request request) {
        String accepted = request.header("Accept");
        boolean open = accepted != null && accepted.contains("application/openmetrics-text");
        return answers.get("metrics " + open, Reply.class, () -> {
            MetricsText text = new MetricsText(open);
            boolean up = servers.write(text);
            if (up) {
                write(text);
            }
            return Reply.of(200, open ? MetricsText.OPEN : MetricsText.PLAIN, text.whole());
        });
    }

    private void write(MetricsText text) {
        List<Snapshot> campaigns = new ArrayList<>();
        text.gauge("muster_campaign_unreadable", "1 for each campaign of which Redis has lost a part.");
        for (String name : site.names()) {
            try {
                campaigns.add(site.snapshots().of(name));
            } catch (LostCampaignException | DamagedException e) {
                text.sample(1, Map.of("campaign", name));
            }
        }
        tasks(text, campaigns);
        campaigns(text, campaigns);
        times(text, campaigns);
        agents(text, campaigns);
        arrays(text, campaigns);
    }

    private void tasks(MetricsText text, List<Snapshot> campaigns) {
        text.gauge("muster_tasks", "Tasks by stage and state.");
        stages(campaigns, (labels, tally) -> {
            for (State state : State.values()) {
                text.sample(tally.count(state), with(labels, "state", state.key()));
            }
        });
        text.counter("muster_tasks_pushed", "Tasks that were ever sent.");
        stages(campaigns, (labels, tally) -> text.sample(tally.pushed(), labels));
        text.counter("muster_attempts", "Attempts that have ended, by how.");
        stages(
                campaigns,
                (labels, tally) -> tally.outcomes()
                        .forEach((outcome, count) -> text.sample(count, with(labels, "outcome", outcome.name()))));
        text.counter("muster_late_reports", "Reports that came after their lease was lost.");
        stages(campaigns, (labels, tally) -> text.sample(tally.late(), labels));
        text.gauge(
                "muster_queue_waiting_seconds", "For how long tasks have been pending without a break, as seen here.");
        for (Snapshot campaign : campaigns) {
            Instant now = campaign.overview().now();
            stages(List.of(campaign), (labels, tally) -> text.sample(waiting(labels, tally, now), labels));
        }
    }

    private double waiting(Map<String, String> labels, Tally tally, Instant now) {
        String stage = labels.get("campaign") + " " + labels.get("stage");
        if (tally.count(State.PENDING) == 0) {
            waiting.remove(stage);
            return 0;
        }
        Instant since = waiting.computeIfAbsent(stage, any -> now);
        return Math.max(0, Duration.between(since, now).toMillis() / 1e3);
    }

    private static void campaigns(MetricsText text, List<Snapshot> campaigns) {
        one(
                text,
                campaigns,
                "muster_campaign_agents",
                "Agents that have sent a heartbeat within their lease.",
                now -> now.overview().agents());
        one(
                text,
                campaigns,
                "muster_campaign_paused",
                "1 while nothing more is claimed.",
                now -> truth(now.overview().paused()));
        one(
                text,
                campaigns,
                "muster_campaign_halted",
                "1 while it stands as too much has failed.",
                now -> truth(now.overview().halted() != null));
        one(
                text,
                campaigns,
                "muster_campaign_complete",
                "1 once all that can end has ended.",
                now -> truth(now.overview().complete()));
        one(
                text,
                campaigns,
                "muster_campaign_broken",
                "1 where its counts do not add up.",
                now -> truth(!now.overview().holds()));
        one(
                text,
                campaigns,
                "muster_campaign_created_timestamp_seconds",
                "When it was submitted.",
                now -> now.campaign().created().toEpochMilli() / 1e3);
    }

    private static double truth(boolean what) {
        return what ? 1 : 0;
    }

    private static void one(
            MetricsText text, List<Snapshot> campaigns, String family, String help, ToDoubleFunction<Snapshot> value) {
        text.gauge(family, help);
        campaigns.forEach(now -> text.sample(
                value.applyAsDouble(now), Map.of("campaign", now.campaign().name())));
    }

    private static void times(MetricsText text, List<Snapshot> campaigns) {
        text.histogram("muster_task_run_seconds", "How long tasks ran that were done.");
        stages(campaigns, (labels, tally) -> {
            RunTimes times = tally.runTimes();
            histogram(text, labels, times.wallPowers(), Scale.SECONDS);
            text.sample("_sum", times.wall().toMillis() / 1e3, labels);
        });
        text.histogram("muster_task_cpu_seconds", "How much processor time tasks used that were done.");
        stages(campaigns, (labels, tally) -> {
            RunTimes times = tally.runTimes();
            histogram(text, labels, times.cpuPowers(), Scale.SECONDS);
            text.sample("_sum", times.cpu().toMillis() / 1e3, labels);
        });
        text.histogram("muster_task_memory_bytes", "How much memory tasks had at their peak that were done.");
        stages(
                campaigns,
                (labels, tally) -> histogram(text, labels, tally.runTimes().memoryPowers(), Scale.BYTES));
    }

    /** Powers of two of what, and from which to which they are told. */
    private record Scale(int least, int most, double unit) {
        static final Scale SECONDS = new Scale(0, MOST_TIME, 1e-3);
        static final Scale BYTES = new Scale(LEAST_MEMORY, MOST_MEMORY, KIBIBYTE);
    }

    /** The same buckets for all, whatever has been seen. */
    private static void histogram(
            MetricsText text, Map<String, String> labels, NavigableMap<Integer, Long> powers, Scale scale) {
        for (int power = scale.least(); power <= scale.most(); power++) {
            long below = sum(powers.headMap(power, true));
            text.sample("_bucket", below, with(labels, "le", MetricsText.number(scale.unit() * Math.pow(2, power))));
        }
        text.sample("_bucket", sum(powers), with(labels, "le", "+Inf"));
        text.sample("_count", sum(powers), labels);
    }

    private static long sum(Map<Integer, Long> powers) {
        return powers.values().stream().mapToLong(Long::longValue).sum();
    }

    private record Room(long agents, long slots, long running) {}

    private void agents(MetricsText text, List<Snapshot> campaigns) {
        Map<Map<String, String>, Room> rooms = new LinkedHashMap<>();
        for (Snapshot now : campaigns) {
            if (now.overview().agents() > 0) {
                String name = now.campaign().name();
                agents(name).stream().filter(View.AgentView::alive).forEach(agent -> {
                    Map<String, String> labels = with(
                            Map.of("campaign", name), "cluster", agent.info().cluster());
                    rooms.merge(
                            labels,
                            new Room(1, agent.info().slots(), agent.running()),
                            (a, b) -> new Room(
                                    a.agents() + b.agents(), a.slots() + b.slots(), a.running() + b.running()));
                });
            }
        }
        Map<String, Function<Room, Long>> families = new LinkedHashMap<>();
        families.put("muster_agents Agents that are alive, by cluster.", Room::agents);
        families.put("muster_slots Tasks that they can run at a time.", Room::slots);
        families.put("muster_slots_busy Tasks that they hold.", Room::running);
        families.forEach((family, value) -> {
            String[] parts = family.split(" ", 2);
            text.gauge(parts[0], parts[1]);
            rooms.forEach((labels, room) -> text.sample(value.apply(room), labels));
        });
    }

    @SuppressWarnings("unchecked")
    private List<View.AgentView> agents(String name) {
        return answers.get(
                "agent views " + name, List.class, () -> site.snapshots().agents(name));
    }

    private void arrays(MetricsText text, List<Snapshot> campaigns) {
        text.gauge("muster_allocations", "Elements of arrays by cluster, as the scheduler last said.");
        for (Snapshot now : campaigns) {
            String name = now.campaign().name();
            ArraysSnapshot arrays = site.snapshots().arrays(name);
            for (ClusterStanding cluster : ClusterStanding.of(arrays.arrays(), arrays.goals())) {
                Map<String, String> labels = with(Map.of("campaign", name), "cluster", cluster.cluster());
                text.sample(cluster.elements().pending(), with(labels, "state", "pending"));
                text.sample(cluster.elements().running(), with(labels, "state", "running"));
                text.sample(cluster.unsure(), with(labels, "state", "unsure"));
            }
        }
    }

    private static void stages(List<Snapshot> campaigns, BiConsumer<Map<String, String>, Tally> sink) {
        for (Snapshot now : campaigns) {
            now.overview()
                    .stages()
                    .forEach((stage, tally) ->
                            sink.accept(with(Map.of("campaign", now.campaign().name()), "stage", stage), tally));
        }
    }

    private static Map<String, String> with(Map<String, String> labels, String name, String value) {
        Map<String, String> more = new TreeMap<>(labels);
        more.put(name, value);
        return more;
    }
}
