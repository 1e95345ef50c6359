package org.musterhpc.queue.redis.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View.Holder;
import org.musterhpc.queue.View.Second;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.BadMessageException;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.Links;
import org.musterhpc.queue.redis.campaign.TaskQueue;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;
import redis.clients.jedis.StreamEntryID;

/** Finds one task: in the places that are looked up by id first, on the lists last. */
public final class Finder {
    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    private final ListSearch lists;

    public Finder(ScriptRunner runner, CampaignReader.Known known) {
        this.runner = runner;
        this.lists = new ListSearch(runner);
        this.known = known;
    }

    /**
     * @param queue where it stands
     * @param field under which field, in a hash
     * @param body what exactly stands there; empty for what works or is done
     * @param index where it stands, in a list
     * @param length how long that is
     */
    public record Found(TaskView view, TaskQueue queue, String field, String body, long index, long length) {
        Found(TaskView view, TaskQueue queue, String field, String body) {
            this(view, queue, field, body, 0, 0);
        }
    }

    /** A task may move from a place not yet looked at to one looked at before: so twice. */
    public Optional<Found> find(String id) {
        Found[] found = new Found[1];
        for (int round = 0; round < 2 && found[0] == null; round++) {
            found[0] = quickly(id).orElse(null);
            if (found[0] == null) {
                walk(List.of(id), (any, hit) -> found[0] = found[0] == null ? hit : found[0]);
            }
        }
        return Optional.ofNullable(found[0]);
    }

    /** Without a walk; nothing where it stands among those that are delayed, or on a list and not where its number says. */
    public Optional<Found> quickly(String id) {
        List<Stage> likelyFirst = new ArrayList<>(known.campaign().stages());
        likelyFirst.sort((a, b) -> Boolean.compare(id.startsWith(b.name() + "/"), id.startsWith(a.name() + "/")));
        for (Stage stage : likelyFirst) {
            Found found = byId(stage.name(), id);
            found = found == null ? byNumber(stage.name(), TaskQueue.PROCESSING, id) : found;
            found = found == null ? byNumber(stage.name(), TaskQueue.HELD, id) : found;
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private @Nullable Found byNumber(String stage, TaskQueue list, String id) {
        ListSearch.Hit hit = lists.byNumber(list.key(known.keys(), stage), stage, id);
        return hit == null ? null : found(stage, list, hit);
    }

    private static Found found(String stage, TaskQueue list, ListSearch.Hit hit) {
        State state = list == TaskQueue.PROCESSING ? State.PENDING : State.BLOCKED;
        TaskView view = plain(stage, state, read(hit.body(), hit.id()));
        return new Found(view, list, "", hit.body(), (long) hit.at(), hit.length());
    }

    /** Walks once over all that is delayed or stands on a list, for some ids. */
    public void walk(Collection<String> ids, BiConsumer<String, Found> sink) {
        for (Stage stage : known.campaign().stages()) {
            String name = stage.name();
            lists.sorted(known.keys().delayed(name), ids, hit -> {
                TaskView view = new TaskView(
                        name,
                        State.DELAYED,
                        read(hit.body(), hit.id()),
                        null,
                        Instant.ofEpochMilli((long) hit.at()),
                        null,
                        List.of());
                sink.accept(hit.id(), new Found(view, TaskQueue.DELAYED, "", hit.body()));
            });
            for (TaskQueue list : List.of(TaskQueue.PROCESSING, TaskQueue.HELD)) {
                lists.list(list.key(known.keys(), name), ids, hit -> sink.accept(hit.id(), found(name, list, hit)));
            }
        }
    }

    private @Nullable Found byId(String stage, String id) {
        Keys keys = known.keys();
        String working = Scan.field(runner, keys.working(stage), id);
        if (working != null) {
            Replies.Working record = Replies.Working.read(working);
            Double lasts = runner.find(redis -> redis.zscore(keys.expiry(stage), id));
            Double heard = record == null ? null : runner.find(redis -> redis.zscore(keys.beats(), record.agent()));
            TaskView view = working(stage, id, working, heard, lasts);
            return new Found(withSecond(view, id), TaskQueue.WORKING, id, "");
        }
        String index = Scan.field(runner, keys.index(stage), id);
        if (index != null) {
            StreamEntryID at = EntryId.whole(index);
            Scan.Entry entry = at == null ? null : Scan.entry(runner, keys.done(stage), at);
            Ending ending = entry == null
                    ? EndingCodec.lost(stage, id)
                    : new RunPlaces(runner, keys).read(stage, entry.record());
            return new Found(ended(ending), TaskQueue.DONE, id, "");
        }
        for (TaskQueue queue : List.of(TaskQueue.DEAD, TaskQueue.CANCELLED)) {
            String record = Scan.field(runner, queue.key(keys, stage), id);
            if (record != null) {
                State state = queue == TaskQueue.DEAD ? State.DEAD : State.CANCELLED;
                return new Found(ended(EndingCodec.read(stage, state, id, record)), queue, id, record);
            }
        }
        Links links = Links.of(known, stage);
        if (links.grouped()) {
            String field = links.group(id);
            String body = Scan.field(runner, keys.blocked(stage), field);
            if (body != null) {
                Message message = read(body, id);
                if (message.id().equals(id)) {
                    return new Found(plain(stage, State.BLOCKED, message), TaskQueue.BLOCKED, field, body);
                }
            }
        }
        return null;
    }

    /**
     * @param heard until when the lease of its agent lasts, or null
     * @param lasts until when the task can be held at the most, or null
     */
    public static TaskView working(
            String stage, String id, String record, @Nullable Double heard, @Nullable Double lasts) {
        Replies.Working working = Replies.Working.read(record);
        if (working == null) {
            return plain(stage, State.WORKING, EndingCodec.unreadable(id.isEmpty() ? "?" : id, record));
        }
        Holder holder = new Holder(
                working.agent(),
                working.token(),
                working.claimed(),
                working.deadline(),
                expires(working, heard, lasts));
        return new TaskView(stage, State.WORKING, read(working.body(), id), holder, null, null, List.of());
    }

    /** The same, with who else runs it. */
    private TaskView withSecond(TaskView view, String id) {
        Holder one = view.lease();
        String text = one == null ? null : Scan.field(runner, known.keys().doubles(view.stage()), id);
        Replies.Doubled two = text == null ? null : Replies.Doubled.read(text);
        if (one == null || two == null || !runs(two, one)) {
            return view;
        }
        Holder both = new Holder(
                one.agent(),
                one.token(),
                one.claimed(),
                one.deadline(),
                one.expires(),
                new Second(two.agent(), two.claimed(), two.deadline()));
        return new TaskView(view.stage(), view.state(), view.message(), both, null, null, List.of());
    }

    /** Whether it counts and has not failed. Nobody takes it back from an agent that is gone: that runs it no more. */
    private boolean runs(Replies.Doubled two, Holder one) {
        return two.first() == one.token()
                && two.token() != 0
                && runner.find(redis -> redis.zscore(known.keys().beats(), two.agent())) != null;
    }

    private static Instant expires(Replies.Working working, @Nullable Double heard, @Nullable Double lasts) {
        double until = heard == null ? working.claimed().toEpochMilli() : heard;
        return Instant.ofEpochMilli((long) (lasts == null ? until : Math.min(until, lasts)));
    }

    public static TaskView plain(String stage, State state, Message message) {
        return new TaskView(stage, state, message, null, null, null, List.of());
    }

    public static TaskView ended(Ending ending) {
        return new TaskView(ending.stage(), ending.state(), ending.message(), null, null, ending, List.of());
    }

    /** A message that cannot be read is still a task that can be shown: with what stands there as {@code raw}. */
    public static Message read(String body, String fallbackId) {
        try {
            return MessageCodec.decode(body, fallbackId.isEmpty() ? "?" : fallbackId);
        } catch (BadMessageException e) {
            return EndingCodec.unreadable(fallbackId.isEmpty() ? "?" : fallbackId, body);
        }
    }
}
