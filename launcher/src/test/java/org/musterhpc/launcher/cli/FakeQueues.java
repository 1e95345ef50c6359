package org.musterhpc.launcher.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.musterhpc.launcher.app.connection.Link;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.Growth;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.Pool;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.Watcher;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.connect.ServerFacts;

/** Campaigns that are told, not run: what commands read from, and what they asked for. */
final class FakeQueues implements Link, View, Control {
    final Map<String, Map<String, Tally>> campaigns = new LinkedHashMap<>();
    final List<TaskView> tasks = new ArrayList<>();
    final List<Event> events = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final List<AgentView> agents = new ArrayList<>();
    boolean paused;

    /** A campaign of one stage, {@code match}. */
    FakeQueues with(String campaign, Tally tally) {
        campaigns.put(campaign, Map.of("match", tally));
        return this;
    }

    @Override
    public View view() {
        return this;
    }

    @Override
    public Control control() {
        return this;
    }

    @Override
    public Watcher watcher(String campaign, Watcher.Choice choice, String process, Predicate<String> gone) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EndCall claimEnd(Campaign campaign, String who, Duration lease) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EndCall holdEnd(Campaign campaign, String who, Duration lease) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void endTold(Campaign campaign, String who, String how) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Ledger ledger() {
        return new NoArrays();
    }

    @Override
    public Instant now() {
        return Samples.NOW;
    }

    @Override
    public Intake intake() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Growth growth() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Recovery recovery() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WorkQueue work(String campaign) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Pool pool(String name) {
        throw new AssertionError("no pool is asked for here");
    }

    @Override
    public List<ServerFacts> servers() {
        return List.of();
    }

    @Override
    public void close() {}

    @Override
    public List<String> campaigns() {
        return List.copyOf(campaigns.keySet());
    }

    @Override
    public Optional<Campaign> campaign(String name) {
        return campaigns.containsKey(name)
                ? Optional.of(new Campaign(
                        name, "d", "me", Instant.EPOCH, List.of(Samples.stage("match", RetrySettings.DEFAULT, null))))
                : Optional.empty();
    }

    @Override
    public Overview overview(String campaign) {
        return new Overview(Samples.NOW, paused, 0, campaigns.get(campaign));
    }

    @Override
    public Optional<Overview> overview(Campaign known) {
        return Optional.of(overview(known.name()));
    }

    @Override
    public boolean complete(Campaign known) {
        return overview(known).orElseThrow().complete();
    }

    @Override
    public Optional<TaskView> find(String campaign, String id) {
        return tasks.stream().filter(task -> task.message().id().equals(id)).findFirst();
    }

    @Override
    public void tasks(String campaign, String stage, Set<State> states, Consumer<TaskView> sink) {
        tasks.stream().filter(task -> states.contains(task.state())).forEach(sink);
    }

    @Override
    public TaskPage page(String campaign, String stage, State state, String after, int most) {
        return new TaskPage(tasks.stream().filter(task -> task.state() == state).toList(), "");
    }

    @Override
    public String place(String campaign, String stage, State state, long before, long of) {
        return "";
    }

    @Override
    public void endings(String campaign, String stage, Consumer<Ending> sink) {
        tasks.stream().filter(task -> task.ending() != null).forEach(task -> sink.accept(task.ending()));
    }

    @Override
    public void earlier(String campaign, BiConsumer<String, Attempt> sink) {
        tasks.forEach(task -> task.history().forEach(attempt -> sink.accept(task.stage(), attempt)));
    }

    @Override
    public Events events(String campaign, Cursor cursor, int limit) {
        return new Events(cursor == null ? events : List.of(), new Cursor(Map.of()));
    }

    @Override
    public List<AgentView> agents(String campaign) {
        return List.copyOf(agents);
    }

    @Override
    public Audit audit(String campaign) {
        return new Audit(0, List.of("match/7"), List.of());
    }

    @Override
    public void pause(String campaign) {
        asked.add("pause " + campaign);
    }

    @Override
    public void resume(String campaign) {
        asked.add("resume " + campaign);
    }

    @Override
    public long cancel(String campaign, String stage, List<String> ids) {
        asked.add("cancel " + campaign + " " + ids);
        return ids.isEmpty() ? 5 : ids.size();
    }

    @Override
    public long cancel(String campaign, List<String> ids, Set<State> states) {
        return cancel(campaign, null, ids);
    }

    @Override
    public long reopen(String campaign, String stage, Map<String, Long> seen, UnaryOperator<Message> signed) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Requeued requeueSeen(String campaign, String stage, Map<String, Long> seen) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Requeued requeue(
            String campaign,
            String stage,
            Set<State> states,
            BiPredicate<String, Ending> which,
            Function<Ending, Message> again) {
        asked.add("requeue " + campaign + " " + states);
        return new Requeued(2, 0);
    }

    @Override
    public void purge(String campaign, QueueNames names) {
        asked.add("purge " + campaign);
    }
}
