package org.musterhpc.agent.claim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.musterhpc.agent.QuietQueue;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.keep.Results;
import org.musterhpc.agent.keep.Spool;
import org.musterhpc.agent.room.Capacity;
import org.musterhpc.agent.room.Resources;
import org.musterhpc.queue.Doubles;
import org.musterhpc.queue.Lane;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Needs;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;

/** A queue in memory that hands tasks out and writes down what it is told; it can be away. */
final class FakeQueue extends QuietQueue {
    private final Campaign campaign;
    private final Map<String, Deque<Lease>> pending = new TreeMap<>();
    final List<Report> reports = new ArrayList<>();
    final List<List<Want>> wants = new ArrayList<>();
    volatile boolean away;
    /** Refuses reports, and gives out tasks. */
    volatile boolean full;

    /** Done before an exchange arrives, without the lock: another may be under way. */
    volatile Consumer<Lane> underWay = lane -> {};

    final List<Lane> unanswered = new ArrayList<>();

    /** Done at the begin of each exchange. */
    volatile Runnable atExchange = () -> {};

    /** Thrown by each exchange, heartbeat and look for lapsed leases while it is there. */
    volatile Throwable exchangeFails;

    volatile Throwable beatFails;
    volatile Throwable sweepFails;
    volatile Mood mood = Mood.OPEN;
    /** Whether the agent is told that it looks after the others. */
    volatile boolean tends = true;

    final List<List<Lease>> beats = new ArrayList<>();
    final List<Lease> lost = new ArrayList<>();
    /** Who gives second attempts. */
    Doubles doubles = Doubles.NONE;

    private long tokens;

    FakeQueue(Stage... stages) {
        this.campaign = new Campaign("c", "d", "me", Instant.EPOCH, List.of(stages));
    }

    /** One that took so many seconds. */
    static Attempt attempt(Lease lease, Outcome outcome, double seconds) {
        return new Attempt(
                1,
                lease.token(),
                outcome,
                Attempt.Detail.NONE,
                new Attempt.Place("a", "h", "c", null),
                Instant.EPOCH,
                Instant.EPOCH,
                new Attempt.Usage(seconds, 0, 0),
                null,
                null);
    }

    /** So many processors, and no end of memory. */
    static Capacity cpus(int number) {
        return new Capacity(new Resources(number, Resources.UNKNOWN), true);
    }

    static Stage stage(String name, int priority, int cpus, Duration walltime) {
        return stage(name, priority, new Stage.Limits(walltime, cpus, null));
    }

    static Stage stage(String name, int priority, Stage.Limits limits) {
        return new Stage(
                name,
                new TaskCommand.Shell("true"),
                new Stage.ShellSetting("/", Map.of(), "", Stage.Logs.SLOT),
                limits,
                List.of(),
                List.of(),
                RetrySettings.DEFAULT,
                null,
                List.of(),
                priority);
    }

    /** @param folder the agent's own */
    static Outbox outbox(Path folder, Campaign campaign, Diary diary, LongSupplier nanos) {
        try {
            return new Outbox(Results.open(folder, campaign, diary), new Spool(folder, campaign, diary), nanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeQueue with(String stage, int tasks) {
        return with(stage, tasks, Tries.NONE);
    }

    synchronized FakeQueue with(String stage, int tasks, Tries tries) {
        for (int i = 0; i < tasks; i++) {
            tokens++;
            Message message = new Message(
                    stage + "/" + tokens,
                    tokens,
                    tries,
                    Needs.NOTHING,
                    JsonNodeFactory.instance.objectNode(),
                    JsonNodeFactory.instance.objectNode());
            Duration walltime = campaign.stage(stage).limits().walltime();
            pending.computeIfAbsent(stage, name -> new ArrayDeque<>())
                    .add(new Lease(stage, message, tokens, Instant.EPOCH, walltime));
        }
        return this;
    }

    /** The last that is pending, as if it had been claimed. */
    synchronized Lease take(String stage) {
        return pending.get(stage).removeLast();
    }

    /** How often it was asked for tasks. */
    synchronized int asked() {
        return wants.size();
    }

    /** How many tasks there have been. */
    synchronized long pushed() {
        return tokens;
    }

    /** The tokens of those that nobody has. */
    synchronized List<Long> pending() {
        return pending.values().stream()
                .flatMap(Collection::stream)
                .map(Lease::token)
                .toList();
    }

    synchronized <T extends Report> List<T> reports(Class<T> kind) {
        return reports.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public Campaign campaign() {
        return campaign;
    }

    @Override
    public Exchange exchange(Lane lane, List<Report> handedIn, List<Want> asked) {
        underWay.accept(lane);
        return arrived(handedIn, asked);
    }

    @Override
    public Doubles doubles() {
        return doubles;
    }

    @Override
    public List<Lane> unanswered() {
        return List.copyOf(unanswered);
    }

    private synchronized Exchange arrived(List<Report> handedIn, List<Want> asked) {
        if (away) {
            throw new QueueUnavailableException("away", new IllegalStateException());
        }
        atExchange.run();
        fail(exchangeFails);
        List<Report> taken = full ? List.of() : handedIn;
        reports.addAll(taken);
        for (Report report : taken) {
            if (report instanceof Report.GiveBack back) {
                pending.get(back.lease().stage()).addFirst(back.lease());
            }
        }
        if (!asked.isEmpty()) {
            wants.add(asked);
        }
        List<Lease> leases = new ArrayList<>();
        for (Want want : asked) {
            Deque<Lease> waiting = pending.getOrDefault(want.stage(), new ArrayDeque<>());
            for (int i = 0; i < want.most() && !waiting.isEmpty(); i++) {
                leases.add(waiting.remove());
            }
        }
        Report.Answer answer = full ? Report.Answer.REFUSED : Report.Answer.ACCEPTED;
        return new Exchange(
                handedIn.stream().map(report -> answer).toList(),
                leases,
                Instant.EPOCH,
                Mood.OPEN,
                full && !handedIn.isEmpty()
                        ? new QueueUnavailableException("full", new IllegalStateException())
                        : null);
    }

    @Override
    public synchronized Beat beat(AgentInfo agent, List<Lease> leases) {
        beats.add(List.copyOf(leases));
        fail(beatFails);
        return new Beat(Instant.EPOCH, List.copyOf(lost), mood, tends);
    }

    private static void fail(Throwable why) {
        if (why instanceof Error error) {
            throw error;
        }
        if (why != null) {
            throw (RuntimeException) why;
        }
    }

    @Override
    public List<Lapsed> lapsed(int limit) {
        fail(sweepFails);
        return super.lapsed(limit);
    }
}
