package org.musterhpc.queue.redis;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View.Overview;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Want;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.read.Finder;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;
import org.musterhpc.queue.redis.script.ScriptTime;

/** A campaign on a real Redis whose clock the test drives, and short words for what agents do. */
public final class Rig implements AutoCloseable {
    public static final Duration LEASE = Duration.ofSeconds(30);
    public static final Duration GRACE = Duration.ofSeconds(10);
    public static final Duration WALLTIME = Duration.ofMinutes(10);

    public final AtomicLong time = new AtomicLong(1_700_000_000_000L);
    /** By how much Redis' clock has jumped; what processes here go by has not. */
    private final AtomicLong jumped = new AtomicLong();

    public final Queues queues;
    public final Campaign campaign;
    private final List<WorkQueue> open = new ArrayList<>();

    public Rig(RedisAddress address, String name, Stage... stages) {
        this(address, Script.texts(), name, stages);
    }

    public Rig(RedisAddress address, Map<Script, Script.Text> scripts, String name, Stage... stages) {
        this(address, scripts, new Campaign(name, "digest", "me", Instant.EPOCH, List.of(stages)));
    }

    public Rig(RedisAddress address, Map<Script, Script.Text> scripts, Campaign campaign) {
        this.queues = Queues.connect(address, clock(), scripts);
        this.campaign = campaign;
        queues.intake().create(campaign);
    }

    private ScriptTime clock() {
        return new ScriptTime() {
            @Override
            public String text() {
                return Long.toString(time.get());
            }

            @Override
            public long nanos() {
                return Duration.ofMillis(time.get() - jumped.get()).toNanos();
            }
        };
    }

    public static Stage stage(String name) {
        return stage(name, null, List.of());
    }

    public static Stage stage(String name, Stage.@Nullable After after, List<Stage.Follower> followers) {
        return new Stage(
                name,
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting("/tmp", Map.of(), "", Stage.Logs.SLOT),
                new Stage.Limits(WALLTIME, 1, null),
                List.of(),
                List.of(),
                RetrySettings.DEFAULT,
                after,
                followers,
                0);
    }

    /** The same stage with another command and walltime. */
    public static Stage with(Stage stage, String command) {
        return new Stage(
                stage.name(),
                new TaskCommand.Shell(command),
                stage.shell(),
                new Stage.Limits(Duration.ofMinutes(3), 1, null),
                stage.outputs(),
                stage.ladder(),
                stage.retry(),
                stage.after(),
                stage.followers(),
                stage.priority());
    }

    /** A record of the working queue that our own scripts wrote. */
    public static Replies.Working working(String record) {
        return Objects.requireNonNull(Replies.Working.read(record), record);
    }

    /** What cancels a task where it was found. */
    public static boolean cancel(ScriptRunner runner, CampaignReader.Known known, Finder.Found found, String id) {
        return new Cancellation(runner, known).cancel(found, id);
    }

    public static AgentInfo agentInfo(String name) {
        return new AgentInfo(name, "local", "host", 1, "", 1, LEASE);
    }

    public WorkQueue agent(String name) {
        WorkQueue work = queues.work(campaign.name(), agentInfo(name), GRACE);
        work.beat(agentInfo(name), List.of());
        open.add(work);
        return work;
    }

    public static Message message(String stage, int n) {
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("n", n);
        return new Message(
                stage + "/" + String.format("%06d", n), n, Message.Tries.NONE, Message.Needs.NOTHING, params, empty());
    }

    static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    public void push(String stage, int from, int to) {
        List<Message> messages = new ArrayList<>();
        for (int n = from; n <= to; n++) {
            messages.add(message(stage, n));
        }
        queues.intake().push(campaign.name(), stage, messages);
    }

    public static List<Lease> claim(WorkQueue agent, String stage, int most) {
        return agent.exchange(List.of(), List.of(new Want(stage, most))).leases();
    }

    public Lease claimOne(WorkQueue agent, String stage) {
        return claim(agent, stage, 1).get(0);
    }

    public Answer report(WorkQueue agent, Report report) {
        return agent.exchange(List.of(report), List.of()).answers().get(0);
    }

    public Attempt attempt(Lease lease, Outcome outcome) {
        return new Attempt(
                lease.attempt(),
                lease.token(),
                outcome,
                Attempt.Detail.NONE,
                new Attempt.Place("a", "h", "local", null),
                lease.claimed(),
                // Of a task that is done its beginning and its wall time are kept.
                outcome == Outcome.OK ? lease.claimed().plusMillis(1_500) : Instant.ofEpochMilli(time.get()),
                new Attempt.Usage(1.5, 1.25, 4096),
                null,
                new Attempt.LogRef("/tmp/log", 0, 10));
    }

    public Report.Finish finish(Lease lease) {
        Message message = lease.message().withTries(new Message.Tries(lease.attempt(), 0, 0));
        Attempt attempt = attempt(lease, Outcome.OK).with(result(lease));
        return new Report.Finish(lease, new Ending(lease.stage(), State.DONE, message, attempt));
    }

    /** Two children, one of them in a group with others' and one not always; done again, one more. */
    private @Nullable ObjectNode result(Lease lease) {
        if (!Children.takenFrom(campaign.stage(lease.stage()))) {
            return null;
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode children = result.putArray(Children.KEY);
        children.addObject().put("g", "a");
        children.addObject().put("g", lease.message().n() % 2);
        if (lease.attempt() > 1) {
            children.addObject().put("g", "later");
        }
        return result;
    }

    /** The task as a journal knows it. */
    Recovery.Task restored(Report.Finish finish) {
        return new Recovery.Task(finish.lease().message(), finish.ending());
    }

    public Report.Bury bury(Lease lease) {
        Message message = lease.message().withTries(new Message.Tries(lease.attempt(), 1, 0));
        return new Report.Bury(lease, new Ending(lease.stage(), State.DEAD, message, attempt(lease, Outcome.EXIT)));
    }

    public Report.Retry retry(Lease lease, Duration delay) {
        Message next = lease.message().withTries(new Message.Tries(lease.attempt(), 1, 0));
        return new Report.Retry(lease, next, delay, attempt(lease, Outcome.EXIT));
    }

    public static Report.GiveBack giveBack(Lease lease) {
        return new Report.GiveBack(lease, lease.message());
    }

    public void pass(Duration duration) {
        time.addAndGet(duration.toMillis());
    }

    /** The clock of Redis' host is put forward, or back. */
    void jump(Duration by) {
        jumped.addAndGet(by.toMillis());
        time.addAndGet(by.toMillis());
    }

    public Overview overview() {
        return queues.view().overview(campaign.name());
    }

    public Tally tally(String stage) {
        Tally tally = overview().stages().get(stage);
        if (!tally.holds()) {
            throw new AssertionError("does not add up: " + tally);
        }
        return tally;
    }

    public long count(String stage, State state) {
        return tally(stage).count(state);
    }

    public State stateOf(String id) {
        return queues.view().find(campaign.name(), id).orElseThrow().state();
    }

    /** Has a task done again as it is done now; how many were. */
    public long reopen(String id) {
        return queues.view()
                .find(campaign.name(), id)
                .filter(task -> task.state() == State.DONE)
                .map(task -> queues.control()
                        .reopen(
                                campaign.name(),
                                task.stage(),
                                Map.of(
                                        id,
                                        Objects.requireNonNull(task.ending())
                                                .last()
                                                .token()),
                                any -> any))
                .orElse(0L);
    }

    @Override
    public void close() {
        open.forEach(WorkQueue::close);
        queues.close();
    }
}
