package org.musterhpc.queue.redis;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.redis.campaign.Bell;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.check.Auditor;
import org.musterhpc.queue.redis.read.AgentReader;
import org.musterhpc.queue.redis.read.EventReader;
import org.musterhpc.queue.redis.read.Finder;
import org.musterhpc.queue.redis.read.HistoryReader;
import org.musterhpc.queue.redis.read.Replies;
import org.musterhpc.queue.redis.read.RunPlaces;
import org.musterhpc.queue.redis.read.TallyReader;
import org.musterhpc.queue.redis.read.TaskPages;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Reads campaigns, tasks, endings and agents, page by page. */
final class RedisView implements View {
    private final ScriptRunner runner;
    private final CampaignReader campaigns;

    RedisView(ScriptRunner runner, CampaignReader campaigns) {
        this.runner = runner;
        this.campaigns = campaigns;
    }

    /** A look for no lapsed lease at all: what it answers is the time. */
    @Override
    public Instant now() {
        String any = Keys.campaigns(campaigns.prefix());
        return Replies.instant(runner.run(Script.NOW.on(List.of(any), List.of(runner.time()))));
    }

    @Override
    public List<String> campaigns() {
        return runner.ask(redis -> redis.zrange(Keys.campaigns(campaigns.prefix()), 0, -1));
    }

    @Override
    public Optional<Campaign> campaign(String name) {
        return campaigns.find(name).map(CampaignReader.Known::campaign);
    }

    @Override
    public Overview overview(String campaign) {
        return TallyReader.read(runner, campaigns.existing(campaign));
    }

    @Override
    public Optional<Overview> overview(Campaign known) {
        return TallyReader.readUnchanged(runner, campaigns.known(known));
    }

    @Override
    public boolean complete(Campaign known) {
        return Bell.complete(runner, campaigns.known(known), false);
    }

    @Override
    public Optional<TaskView> find(String campaign, String id) {
        CampaignReader.Known known = campaigns.existing(campaign);
        return new Finder(runner, known).find(id).map(found -> {
            TaskView view = found.view();
            return new TaskView(
                    view.stage(),
                    view.state(),
                    view.message(),
                    view.lease(),
                    view.ripe(),
                    view.ending(),
                    HistoryReader.attempts(Scan.field(runner, known.keys().history(view.stage()), id)));
        });
    }

    @Override
    public void earlier(String campaign, BiConsumer<String, Attempt> sink) {
        CampaignReader.Known known = campaigns.existing(campaign);
        for (Stage stage : known.campaign().stages()) {
            Scan.hash(
                    runner,
                    known.keys().history(stage.name()),
                    (id, joined) ->
                            HistoryReader.attempts(joined).forEach(attempt -> sink.accept(stage.name(), attempt)));
        }
    }

    @Override
    public void tasks(String campaign, @Nullable String stage, Set<State> states, Consumer<TaskView> sink) {
        CampaignReader.Known known = campaigns.existing(campaign);
        for (Stage each : stages(known, stage)) {
            for (State state : State.values()) {
                if (states.contains(state)) {
                    tasks(known.keys(), each.name(), state, sink);
                }
            }
        }
    }

    @Override
    public TaskPage page(String campaign, String stage, State state, String after, int most) {
        CampaignReader.Known known = campaigns.existing(campaign);
        return new TaskPages(runner, known.keys())
                .read(known.campaign().stage(stage).name(), state, after, most);
    }

    @Override
    public String place(String campaign, String stage, State state, long before, long of) {
        CampaignReader.Known known = campaigns.existing(campaign);
        return new TaskPages(runner, known.keys())
                .place(known.campaign().stage(stage).name(), state, before, of);
    }

    private void tasks(Keys keys, String stage, State state, Consumer<TaskView> sink) {
        switch (state) {
            case PENDING ->
                Scan.messages(
                        runner,
                        keys.proc(stage),
                        body -> sink.accept(Finder.plain(stage, state, Finder.read(body, ""))));
            case BLOCKED -> {
                Scan.messages(
                        runner,
                        keys.held(stage),
                        body -> sink.accept(Finder.plain(stage, state, Finder.read(body, ""))));
                Scan.hash(
                        runner,
                        keys.blocked(stage),
                        (waits, body) -> sink.accept(Finder.plain(stage, state, Finder.read(body, ""))));
            }
            case DELAYED ->
                Scan.sorted(
                        runner,
                        keys.delayed(stage),
                        (body, ripe) -> sink.accept(new TaskView(
                                stage,
                                state,
                                Finder.read(body, ""),
                                null,
                                Instant.ofEpochMilli(ripe.longValue()),
                                null,
                                List.of())));
            case WORKING -> {
                Map<String, Double> expiry = new HashMap<>();
                Scan.sorted(runner, keys.expiry(stage), (id, lasts) -> expiry.put(id, lasts));
                Map<String, Double> beats = new HashMap<>();
                Scan.sorted(runner, keys.beats(), (agent, until) -> beats.put(agent, until));
                Scan.hash(runner, keys.working(stage), (id, record) -> {
                    Replies.Working held = Replies.Working.read(record);
                    Double heard = held == null ? null : beats.get(held.agent());
                    sink.accept(Finder.working(stage, id, record, heard, expiry.get(id)));
                });
            }
            case DONE, DEAD, CANCELLED -> endings(keys, stage, state, ending -> sink.accept(Finder.ended(ending)));
        }
    }

    private void endings(Keys keys, String stage, State state, Consumer<Ending> sink) {
        switch (state) {
            case DONE -> {
                RunPlaces places = new RunPlaces(runner, keys);
                Scan.stream(runner, keys.done(stage), entry -> sink.accept(places.read(stage, entry.record())));
            }
            case DEAD ->
                Scan.hash(
                        runner, keys.dead(stage), (id, text) -> sink.accept(EndingCodec.read(stage, state, id, text)));
            case CANCELLED ->
                Scan.hash(
                        runner,
                        keys.cancelled(stage),
                        (id, text) -> sink.accept(EndingCodec.read(stage, state, id, text)));
            default -> throw new IllegalArgumentException(state + " is not an end");
        }
    }

    @Override
    public void endings(String campaign, @Nullable String stage, Consumer<Ending> sink) {
        CampaignReader.Known known = campaigns.existing(campaign);
        for (State state : List.of(State.DONE, State.DEAD, State.CANCELLED)) {
            for (Stage each : stages(known, stage)) {
                endings(known.keys(), each.name(), state, sink);
            }
        }
    }

    private static List<Stage> stages(CampaignReader.Known known, @Nullable String only) {
        return only == null
                ? known.campaign().stages()
                : List.of(known.campaign().stage(only));
    }

    @Override
    public Events events(String campaign, @Nullable Cursor cursor, int limit) {
        return EventReader.read(runner, campaigns.existing(campaign), cursor, limit);
    }

    @Override
    public List<AgentView> agents(String campaign) {
        return AgentReader.read(runner, campaigns.existing(campaign));
    }

    @Override
    public Audit audit(String campaign) {
        return new Auditor(runner, campaigns.existing(campaign)).audit();
    }
}
