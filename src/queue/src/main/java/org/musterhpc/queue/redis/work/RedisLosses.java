package org.musterhpc.queue.redis.work;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Losses;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.codec.AttemptCodec;
import org.musterhpc.queue.model.codec.BadMessageException;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.model.codec.ExactJson;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.Links;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Finds lost attempts by the events, which are read once each, and their tasks at the ends of the queues. */
final class RedisLosses implements Losses {
    /** What no move of a loss stands before: see {@code amend.lua}. */
    private static final int LOOK = 1_000;

    private static final int AT_MOST = 10_000;
    private static final int BATCH = 100;
    private static final Duration LATELY = Duration.ofHours(1);
    private static final Set<String> KINDS = Set.of("retry", "lapse", "release", "bury");
    private static final JsonMapper JSON = ExactJson.builder().build();

    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    /** Tasks of which an attempt was lost, and when: by Redis' clock (ms). */
    private final Map<Task, Long> tasks = new LinkedHashMap<>();

    private String read = "-";

    RedisLosses(ScriptRunner runner, CampaignReader.Known known) {
        this.runner = runner;
        this.known = known;
    }

    private record Task(String stage, String id) {}

    private record Recorded(Attempt attempt, String text, boolean last) {}

    @Override
    public synchronized List<Lost> lately(Predicate<Attempt> wanted) {
        readEvents();
        Map<String, List<String>> byStage = new LinkedHashMap<>();
        tasks.keySet()
                .forEach(task -> byStage.computeIfAbsent(task.stage(), any -> new ArrayList<>())
                        .add(task.id()));
        List<Lost> lost = new ArrayList<>();
        byStage.forEach((stage, ids) -> {
            Map<String, List<Recorded>> found = new LinkedHashMap<>();
            for (int from = 0; from < ids.size(); from += BATCH) {
                recorded(stage, ids.subList(from, Math.min(ids.size(), from + BATCH)), wanted, found);
            }
            lost.addAll(waiting(stage, found));
        });
        return lost;
    }

    private void readEvents() {
        List<Scan.Entry> some;
        long newest = 0;
        do {
            some = Scan.entries(runner, known.keys().events(), read, Scan.PAGE);
            for (Scan.Entry entry : some) {
                read = "(" + entry.id();
                newest = entry.id().getTime();
                note(entry, newest);
            }
        } while (!some.isEmpty());
        long old = newest - LATELY.toMillis();
        tasks.values().removeIf(at -> at < old);
        Iterator<Task> oldest = tasks.keySet().iterator();
        for (int over = tasks.size() - AT_MOST; over > 0; over--) {
            oldest.next();
            oldest.remove();
        }
    }

    private void note(Scan.Entry entry, long at) {
        Map<String, String> fields = entry.fields();
        String stage = fields.getOrDefault("stage", "");
        boolean ours =
                known.campaign().stages().stream().anyMatch(each -> each.name().equals(stage));
        if (ours
                && KINDS.contains(fields.getOrDefault("kind", ""))
                && infrastructure(fields.getOrDefault("outcome", ""))) {
            Task task = new Task(stage, fields.getOrDefault("id", ""));
            tasks.remove(task); // the newest are last
            tasks.put(task, at);
        }
    }

    private static boolean infrastructure(String outcome) {
        return Arrays.stream(Outcome.values())
                .anyMatch(each -> each.name().equals(outcome) && each.blame() == Outcome.Blame.INFRASTRUCTURE);
    }

    private void recorded(
            String stage, List<String> ids, Predicate<Attempt> wanted, Map<String, List<Recorded>> found) {
        List<@Nullable String> histories =
                runner.find(redis -> redis.hmget(known.keys().history(stage), ids.toArray(String[]::new)));
        for (int i = 0; histories != null && i < ids.size(); i++) {
            String history = histories.get(i);
            List<Recorded> some = history == null
                    ? List.of()
                    : attempts(history).stream()
                            .filter(each -> each.attempt().outcome().blame() == Outcome.Blame.INFRASTRUCTURE)
                            .filter(each -> wanted.test(each.attempt()))
                            .toList();
            if (!some.isEmpty()) {
                found.put(ids.get(i), some);
            }
        }
    }

    /** Each with its text; none where somebody else wrote what cannot be read. */
    private static List<Recorded> attempts(String history) {
        List<Recorded> attempts = new ArrayList<>();
        String list = "[" + history + "]";
        try (JsonParser parser = JSON.createParser(list)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                int from = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
                parser.skipChildren();
                int end = Math.toIntExact(parser.currentLocation().getCharOffset());
                String text = list.substring(from, end);
                attempts.add(new Recorded(AttemptCodec.decode(JSON.readTree(text)), text, end == list.length() - 1));
            }
            return attempts;
        } catch (IOException | IllegalArgumentException unreadable) {
            return List.of();
        }
    }

    private List<Lost> waiting(String stage, Map<String, List<Recorded>> found) {
        if (found.isEmpty()) {
            return List.of();
        }
        Map<String, Waits> byId = new HashMap<>();
        for (String body : inReach(stage)) {
            Message message = read(body);
            List<Recorded> recorded = message == null ? null : found.get(message.id());
            if (message != null && recorded != null) {
                recorded.stream()
                        .filter(each -> each.last()
                                && each.attempt().attempt() == message.tries().attempt())
                        .forEach(each -> byId.put(message.id(), new Waits(message, body, each.text())));
            }
        }
        List<Lost> lost = new ArrayList<>();
        found.forEach((id, recorded) -> recorded.forEach(
                each -> lost.add(new Lost(stage, id, each.attempt(), each.last() ? byId.get(id) : null))));
        return lost;
    }

    private Collection<String> inReach(String stage) {
        Set<String> bodies =
                new LinkedHashSet<>(Scan.lowest(runner, known.keys().delayed(stage), LOOK));
        bodies.addAll(Scan.some(runner, known.keys().proc(stage), 0, LOOK));
        bodies.addAll(Scan.some(runner, known.keys().proc(stage), -LOOK, LOOK));
        return bodies;
    }

    private static @Nullable Message read(String body) {
        try {
            return MessageCodec.decode(body, "?");
        } catch (BadMessageException another) {
            return null;
        }
    }

    @Override
    public List<Answer> amend(List<Amendment> amendments) {
        Answer[] answers = new Answer[amendments.size()];
        Map<String, List<Integer>> byStage = new LinkedHashMap<>();
        for (int i = 0; i < amendments.size(); i++) {
            answers[i] = Answer.STALE;
            Lost lost = amendments.get(i).lost();
            if (lost.waits() != null) {
                byStage.computeIfAbsent(lost.stage(), stage -> new ArrayList<>())
                        .add(i);
            }
        }
        byStage.forEach((stage, places) -> {
            for (int from = 0; from < places.size(); from += BATCH) {
                List<Integer> some = places.subList(from, Math.min(places.size(), from + BATCH));
                ScriptRunner.Result result = runner.tryAll(List.of(
                                call(stage, some.stream().map(amendments::get).toList())))
                        .get(0);
                for (int i = 0; i < some.size(); i++) {
                    answers[some.get(i)] = result.refusal() != null
                            ? Answer.REFUSED
                            : Answer.valueOf((String) ((List<?>) result.answer()).get(i));
                }
            }
        });
        return Arrays.asList(answers);
    }

    private Script.Call call(String stage, List<Amendment> amendments) {
        Keys keys = known.keys();
        Links links = Links.of(known, stage);
        List<String> args = new ArrayList<>(List.of(runner.time(), links.frees()));
        for (Amendment each : amendments) {
            Waits waits = Objects.requireNonNull(each.lost().waits());
            Report becomes = each.becomes();
            args.addAll(List.of(
                    each.lost().id(),
                    waits.body(),
                    waits.recorded(),
                    AttemptCodec.encode(each.attempt()),
                    each.lost().attempt().outcome().name(),
                    each.attempt().outcome().name()));
            if (becomes instanceof Report.Retry retry) {
                args.addAll(List.of(
                        MessageCodec.encode(retry.next()),
                        Long.toString(retry.delay().toMillis()),
                        ""));
            } else if (becomes instanceof Report.Bury bury) {
                args.addAll(List.of("", "0", EndingCodec.encode(bury.ending())));
            } else {
                args.addAll(List.of("", "0", ""));
            }
        }
        List<String> keyList = links.withFrees(
                keys.campaign(),
                keys.proc(stage),
                keys.delayed(stage),
                keys.dead(stage),
                keys.counts(stage),
                keys.history(stage),
                keys.events(),
                keys.pace(stage),
                keys.index(stage),
                keys.cancelled(stage),
                keys.ended(stage));
        return Script.AMEND.on(keyList, args);
    }
}
