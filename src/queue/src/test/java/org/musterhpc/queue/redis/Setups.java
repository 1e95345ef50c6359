package org.musterhpc.queue.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Halt;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.Stage.Mode;

/** The campaigns on which the protocol is checked. */
public final class Setups {
    private static final Duration BACKOFF = Duration.ofSeconds(1);

    private Setups() {}

    /** Three stages: the second waits task by task for the first, the third for the whole of the second. */
    public static Setup chain(String name, int tasks, int agents, boolean doubles) {
        List<Stage> stages = List.of(
                stage("first", null, List.of(new Follower("second", false))),
                stage("second", new After("first", false), List.of(new Follower("third", true))),
                stage("third", new After("second", true), List.of()));
        return new Setup(name, stages, tasks, agents, 20, doubles);
    }

    /** Fan-in of each kind: by key of two stages, by groups, and of a whole stage; what is dead counts for some of them. */
    public static Setup fan(String name, int tasks, int agents) {
        After both = new After(List.of("left", "right"), Mode.EACH, null, true);
        After groups = new After(List.of("left"), Mode.GROUP, "g", false);
        After whole = new After(List.of("both"), Mode.ALL, null, true);
        List<Stage> stages = List.of(
                stage("left", null, List.of(follower("both", both), follower("group", groups))),
                stage("right", null, List.of(follower("both", both))),
                stage("both", both, List.of(follower("last", whole))),
                stage("group", groups, List.of()),
                stage("last", whole, List.of()));
        return new Setup(name, stages, tasks, agents, 20, false);
    }

    /** Tasks whose results bring others along, what follows those one by one and in groups, and what waits for all of them. */
    public static Setup children(String name, int tasks, int agents) {
        After born = new After(List.of("split"), Mode.CHILDREN, null, false);
        After each = new After(List.of("part"), Mode.EACH, null, true);
        After both = new After(List.of("part", "fix"), Mode.EACH, null, true);
        After groups = new After(List.of("fix"), Mode.GROUP, "g", true);
        After whole = new After(List.of("part"), Mode.ALL, null, true);
        List<Stage> stages = List.of(
                stage("split", null, List.of(follower("part", born))),
                stage("part", born, List.of(follower("fix", each), follower("both", both), follower("last", whole))),
                stage("fix", each, List.of(follower("both", both), follower("join", groups))),
                stage("both", both, List.of()),
                stage("join", groups, List.of()),
                stage("last", whole, List.of()));
        return new Setup(name, stages, tasks, agents, 20, false);
    }

    /** The least of it: one task with two children, which form two groups. */
    public static Setup family(String name) {
        After born = new After(List.of("split"), Mode.CHILDREN, null, false);
        After groups = new After(List.of("part"), Mode.GROUP, "g", true);
        List<Stage> stages = List.of(
                stage("split", null, List.of(follower("part", born))),
                stage("part", born, List.of(follower("join", groups))),
                stage("join", groups, List.of()));
        return new Setup(name, stages, 1, 1, 1, false);
    }

    /** One stage that waits for the tasks of its own key in two others. */
    public static Setup join(String name, boolean ended) {
        After both = new After(List.of("left", "right"), Mode.EACH, null, ended);
        List<Stage> stages = List.of(
                stage("left", null, List.of(follower("both", both))),
                stage("right", null, List.of(follower("both", both))),
                stage("both", both, List.of()));
        return new Setup(name, stages, 1, 1, 1, false);
    }

    /** Two tasks of one group, and two that wait: for that, and for one in which nobody is. */
    public static Setup groups(String name, boolean ended) {
        After groups = new After(List.of("first"), Mode.GROUP, "g", ended);
        List<Stage> stages =
                List.of(stage("first", null, List.of(follower("second", groups))), stage("second", groups, List.of()));
        return new Setup(name, stages, 2, 1, 1, false);
    }

    private static Follower follower(String stage, After after) {
        return new Follower(stage, after.mode(), after.group(), after.ended());
    }

    /** @param losses how many a task survives */
    public static Setup one(String name, int tasks, int agents, int losses) {
        return new Setup(name, List.of(stage("only", null, List.of(), losses)), tasks, agents, 1, false);
    }

    /** Queues under names of a config, for what everybody reads and pops. */
    public static Setup named(String name, int tasks, int agents) {
        QueueNames names = new QueueNames("todo-" + name, "doing-" + name, "over-" + name);
        return new Setup(name, List.of(stage("only", null, List.of())), tasks, agents, 20, true, names);
    }

    /** One task that may fail once. */
    public static Setup strict(String name) {
        return new Setup(
                name,
                List.of(stage("only", null, List.of(), new RetrySettings(1, 2, BACKOFF, Map.of()))),
                1,
                1,
                1,
                false);
    }

    /** Stops once two tasks failed alike, or two of three are dead. */
    public static Setup halting(String name) {
        Stage stage = stage("only", null, List.of(), new RetrySettings(2, 2, BACKOFF, Map.of()));
        Stage halting = stage.haltedBy(new Halt(3, 0, 60));
        return new Setup(name, List.of(halting), 3, 2, 1, false);
    }

    /** One task, and other producers that send it once more. */
    public static Setup twice(String name) {
        return new Setup(name, List.of(stage("only", null, List.of())), 1, 1, 1, true);
    }

    public static Setup pair(String name, int tasks, int agents, boolean all) {
        List<Stage> stages = List.of(
                stage("first", null, List.of(new Follower("second", all))),
                stage("second", new After("first", all), List.of()));
        return new Setup(name, stages, tasks, agents, 1, false);
    }

    /** Few losses are forgiven, so that a sweep buries now and then. */
    private static Stage stage(String name, @Nullable After after, List<Follower> followers) {
        return stage(name, after, followers, 2);
    }

    private static Stage stage(String name, @Nullable After after, List<Follower> followers, int losses) {
        return stage(name, after, followers, new RetrySettings(3, losses, BACKOFF, Map.of()));
    }

    private static Stage stage(String name, @Nullable After after, List<Follower> followers, RetrySettings retry) {
        Stage stage = Rig.stage(name, after, followers);
        return new Stage(
                name,
                stage.command(),
                stage.shell(),
                stage.limits(),
                stage.outputs(),
                stage.ladder(),
                retry,
                after,
                followers,
                0);
    }
}
