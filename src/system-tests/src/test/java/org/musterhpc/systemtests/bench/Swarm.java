package org.musterhpc.systemtests.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.redis.Queues;

/**
 * Who takes part in a load: campaigns of one stage each, with as many tasks, and agents that are spread over them.
 *
 * @param tasks of all campaigns together; a multiple of {@code campaigns}
 */
record Swarm(int agents, int campaigns, int tasks) {
    static final String STAGE = "noop";
    /** One task in so many fails. */
    static final int FAILS = 100;

    private static final int PUSHED_AT_ONCE = 8_000;

    Swarm {
        if (tasks % campaigns != 0) {
            throw new IllegalArgumentException(tasks + " tasks cannot be shared among " + campaigns + " campaigns");
        }
    }

    static String campaign(int number) {
        return "load-" + number;
    }

    /** The campaign that an agent works on. */
    String of(int agent) {
        return campaign(agent % campaigns);
    }

    int each() {
        return tasks / campaigns;
    }

    static boolean fails(Message task) {
        return task.n() % FAILS == 0;
    }

    /** All campaigns, with their tasks. */
    void push(Queues queues) {
        Intake intake = queues.intake();
        for (int number = 0; number < campaigns; number++) {
            String name = campaign(number);
            intake.create(new Campaign(name, "digest", "load", Instant.EPOCH, List.of(stage())));
            List<Message> batch = new ArrayList<>(PUSHED_AT_ONCE);
            for (int n = 1; n <= each(); n++) {
                batch.add(message(n));
                if (batch.size() == PUSHED_AT_ONCE || n == each()) {
                    intake.push(name, STAGE, batch);
                    batch.clear();
                }
            }
            intake.seal(name, STAGE);
        }
    }

    void purge(Queues queues) {
        for (int number = 0; number < campaigns; number++) {
            queues.control().purge(campaign(number));
        }
    }

    static Message message(int n) {
        return new Message(
                STAGE + "/" + String.format("%06d", n),
                n,
                Message.Tries.NONE,
                Message.Needs.NOTHING,
                JsonNodeFactory.instance.objectNode().put("n", n),
                JsonNodeFactory.instance.objectNode());
    }

    static Stage stage() {
        return stage(STAGE, null, List.of());
    }

    /** One whose command real agents run. */
    static Stage stage(TaskCommand command) {
        return stage(STAGE, command, null, List.of());
    }

    /** One of which nobody runs the command. */
    static Stage stage(String name, @Nullable After after, List<Follower> followers) {
        return stage(name, new TaskCommand.Shell("true"), after, followers);
    }

    private static Stage stage(String name, TaskCommand command, @Nullable After after, List<Follower> followers) {
        return new Stage(
                name,
                command,
                new Stage.ShellSetting("/tmp", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofHours(1), 1, null),
                List.of(),
                List.of(),
                RetrySettings.DEFAULT,
                after,
                followers,
                0);
    }
}
