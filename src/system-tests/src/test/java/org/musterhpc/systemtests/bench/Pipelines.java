package org.musterhpc.systemtests.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;

/** Campaigns of several stages whose tasks do nothing, worked off as {@link Noops} does; the scripts free what waits. */
final class Pipelines {
    private static final int PUSHED_AT_ONCE = 8_000;
    private static final String NAME = "pipeline";

    private final Noops noops;

    Pipelines(Noops noops) {
        this.noops = noops;
    }

    /** Tasks a second through three stages, each of which follows the one before it task by task. */
    double chain(String url, int tasks) throws IOException {
        After second = new After(List.of("first"), Mode.EACH, null, false);
        After third = new After(List.of("second"), Mode.EACH, null, false);
        List<Stage> stages = List.of(
                Swarm.stage("first", null, List.of(follower("second", second))),
                Swarm.stage("second", second, List.of(follower("third", third))),
                Swarm.stage("third", third, List.of()));
        return rate(url, stages, Map.of("first", tasks, "second", tasks, "third", tasks), 1);
    }

    /** Tasks a second through a stage, and another whose tasks wait for a group of them each. */
    double groups(String url, int tasks, int groups) throws IOException {
        After group = new After(List.of("first"), Mode.GROUP, "g", false);
        List<Stage> stages = List.of(
                Swarm.stage("first", null, List.of(follower("join", group))), Swarm.stage("join", group, List.of()));
        return rate(url, stages, Map.of("first", tasks, "join", groups), groups);
    }

    private double rate(String url, List<Stage> stages, Map<String, Integer> tasks, int groups) throws IOException {
        try (Queues queues = Queues.connect(new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX))) {
            queues.intake().create(new Campaign(NAME, "digest", "bench", Instant.EPOCH, stages));
            try {
                for (Stage stage : stages) {
                    push(queues.intake(), stage.name(), tasks.get(stage.name()), groups);
                    queues.intake().seal(NAME, stage.name());
                }
                int all = tasks.values().stream().mapToInt(Integer::intValue).sum();
                return all / noops.seconds(url, NAME);
            } finally {
                queues.control().purge(NAME);
            }
        }
    }

    private static void push(Intake intake, String stage, int tasks, int groups) {
        List<Message> batch = new ArrayList<>(PUSHED_AT_ONCE);
        for (int n = 1; n <= tasks; n++) {
            ObjectNode extra = JsonNodeFactory.instance.objectNode();
            boolean joined = groups > 1 && stage.equals("first");
            if (joined) {
                extra.putObject("groups").put("join", Integer.toString(n % groups));
            }
            String id = stage.equals("join") ? stage + "/" + n % groups : Message.numberedId(stage, n);
            batch.add(new Message(
                    id,
                    n,
                    Message.Tries.NONE,
                    Message.Needs.NOTHING,
                    JsonNodeFactory.instance.objectNode().put("n", n),
                    extra));
            if (batch.size() == PUSHED_AT_ONCE || n == tasks) {
                intake.push(NAME, stage, batch);
                batch.clear();
            }
        }
    }

    private static Follower follower(String stage, After after) {
        return new Follower(stage, after.mode(), after.group(), after.ended());
    }
}
