package org.musterhpc.queue.redis.read;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View.TaskPage;
import org.musterhpc.queue.View.TaskView;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Reads listings of tasks a part at a time, each with the place at which the next begins. */
public final class TaskPages {
    /** Of no more than these the ones before are read and left out, wherever they stand. */
    private static final int FEW = 512;

    private final ScriptRunner runner;
    private final Keys keys;

    public TaskPages(ScriptRunner runner, Keys keys) {
        this.runner = runner;
        this.keys = keys;
    }

    private record Item(String name, Object value) {
        String text() {
            return (String) value;
        }
    }

    /** @param after as {@link TaskPage#next} said; empty: at the beginning */
    public TaskPage read(String stage, State state, String after, int most) {
        ListingPlace begin = ListingPlace.of(after);
        List<String> places = places(stage, state);
        if (begin.key() >= places.size()) {
            throw new IllegalArgumentException("'" + after + "' is no place in this listing");
        }
        String kind = kind(state, begin.key());
        if (!begin.from().isEmpty() && begin.from().startsWith("(") != kind.equals("stream")) {
            throw new IllegalArgumentException("'" + after + "' is no place in this listing");
        }
        List<Item> items = new ArrayList<>();
        String next = Scan.page(
                runner,
                places.get(begin.key()),
                kind,
                begin.from(),
                most,
                (name, value) -> items.add(new Item(name, value)));
        int first = Math.min(begin.skipped(), items.size());
        int left = begin.skipped() - first;
        int last = Math.min(items.size(), first + most);
        return new TaskPage(
                views(stage, state, items.subList(first, last)),
                last < items.size()
                        ? new ListingPlace(begin.key(), last, begin.from()).text()
                        : !next.isEmpty()
                                ? new ListingPlace(begin.key(), left, next).text()
                                : begin.key() + 1 < places.size()
                                        ? new ListingPlace(begin.key() + 1, left, "").text()
                                        : "");
    }

    /**
     * Where a part begins that has so many tasks before it: to the task among what waits in a list or by time, else about there, as a
     * hash has no order and a stream can be entered by time alone.
     *
     * @param of how many tasks there are in that state
     */
    public String place(String stage, State state, long before, long of) {
        double share = of <= 0 ? 0 : Math.min(1, (double) before / of);
        if (of <= FEW) {
            return new ListingPlace(0, (int) Math.min(before, of), "").text();
        }
        return switch (state) {
            case PENDING, DELAYED -> new ListingPlace(0, 0, Long.toString(before)).text();
            case BLOCKED -> {
                long held = runner.ask(redis -> redis.llen(keys.held(stage)));
                yield before < held
                        ? new ListingPlace(0, 0, Long.toString(before)).text()
                        : new ListingPlace(1, 0, cursor(of <= held ? 0 : (double) (before - held) / (of - held)))
                                .text();
            }
            case WORKING, DEAD, CANCELLED -> new ListingPlace(0, 0, cursor(share)).text();
            case DONE -> {
                String id = new StreamTimes(runner, keys.done(stage)).at(share);
                yield id.isEmpty() ? "" : new ListingPlace(0, 0, id).text();
            }
        };
    }

    /**
     * Redis walks a hash's buckets in the order of their numbers' bits read backwards (dictScan in dict.c), and takes as many of the
     * cursor's bits as it has buckets: so a share of all possible cursors is that share of the buckets, however many there are.
     */
    private static String cursor(double share) {
        int bits = (int) (long) (Math.min(share, 1 - 1e-9) * (1L << 32));
        return Long.toString(Integer.toUnsignedLong(Integer.reverse(bits)));
    }

    private List<String> places(String stage, State state) {
        return switch (state) {
            case PENDING -> List.of(keys.proc(stage));
            case BLOCKED -> List.of(keys.held(stage), keys.blocked(stage));
            case DELAYED -> List.of(keys.delayed(stage));
            case WORKING -> List.of(keys.working(stage));
            case DONE -> List.of(keys.done(stage));
            case DEAD -> List.of(keys.dead(stage));
            case CANCELLED -> List.of(keys.cancelled(stage));
        };
    }

    private static String kind(State state, int place) {
        return switch (state) {
            case PENDING -> "list";
            case BLOCKED -> place == 0 ? "list" : "hash";
            case DELAYED -> "zset";
            case DONE -> "stream";
            case WORKING, DEAD, CANCELLED -> "hash";
        };
    }

    private List<TaskView> views(String stage, State state, List<Item> items) {
        return switch (state) {
            case PENDING, BLOCKED ->
                items.stream()
                        .filter(item -> !item.text().isEmpty()) // what was taken out of a list left a blank
                        .map(item -> Finder.plain(stage, state, Finder.read(item.text(), "")))
                        .toList();
            case DELAYED ->
                items.stream()
                        .map(item -> new TaskView(
                                stage,
                                state,
                                Finder.read(item.text(), ""),
                                null,
                                Instant.ofEpochMilli((long) Scan.score(item.name())),
                                null,
                                List.of()))
                        .toList();
            case WORKING -> working(stage, items);
            case DONE -> {
                RunPlaces runs = new RunPlaces(runner, keys);
                yield items.stream()
                        .map(item -> Finder.ended(runs.read(stage, record((List<?>) item.value()))))
                        .toList();
            }
            case DEAD, CANCELLED ->
                items.stream()
                        .map(item -> Finder.ended(EndingCodec.read(stage, state, item.name(), item.text())))
                        .toList();
        };
    }

    /** The record in an entry of a completed queue; empty where there is none. */
    private static String record(List<?> fields) {
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            if ("r".equals(fields.get(i))) {
                return (String) fields.get(i + 1);
            }
        }
        return "";
    }

    private List<TaskView> working(String stage, List<Item> items) {
        Map<String, Double> lasts = scores(keys.expiry(stage), items.stream().map(Item::name));
        Map<String, Double> heard = scores(
                keys.beats(),
                items.stream()
                        .map(item -> Replies.Working.read(item.text()))
                        .filter(Objects::nonNull)
                        .map(Replies.Working::agent)
                        .distinct());
        return items.stream()
                .map(item -> {
                    Replies.Working held = Replies.Working.read(item.text());
                    Double until = held == null ? null : heard.get(held.agent());
                    return Finder.working(stage, item.name(), item.text(), until, lasts.get(item.name()));
                })
                .toList();
    }

    private Map<String, Double> scores(String key, Stream<String> of) {
        String[] members = of.toArray(String[]::new);
        @Nullable
        List<Double> found = members.length == 0 ? List.of() : runner.find(redis -> redis.zmscore(key, members));
        Map<String, Double> scores = new HashMap<>();
        for (int i = 0; found != null && i < found.size(); i++) {
            Double score = found.get(i);
            if (score != null) {
                scores.put(members[i], score);
            }
        }
        return scores;
    }
}
