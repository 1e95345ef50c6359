package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.queue.Recovery.Task;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.DoneItems;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.Links;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Puts tasks of a campaign that is being restored in, in order of their numbers. */
final class RestoredTasks {
    /** Tasks a script call; those that are done cost more than a push does. */
    private static final int PORTION = 1_000;

    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    /** How many tasks each result brought along, as far as they are put in. */
    private final Map<String, Long> brought = new HashMap<>();

    RestoredTasks(ScriptRunner runner, CampaignReader.Known known) {
        this.runner = runner;
        this.known = known;
    }

    /** @return how many of the stage are there in all */
    long put(String stage, List<Task> tasks) {
        Links links = Links.of(known, stage);
        List<Script.Call> calls = new ArrayList<>();
        for (int from = 0; from < tasks.size(); from += PORTION) {
            calls.add(portion(known.keys(), stage, links, tasks.subList(from, Math.min(from + PORTION, tasks.size()))));
        }
        long next = 1;
        for (Object reply : runner.runAll(calls)) {
            next = (Long) reply;
            if (next == -1) {
                throw new IllegalArgumentException(
                        "campaign '" + known.campaign().name() + "' is not being restored");
            }
            if (next == -4) {
                throw new IllegalArgumentException("two tasks of stage " + stage + " would wait for the same task");
            }
            if (next == -2) {
                throw new IllegalArgumentException("tasks of stage " + stage + " do not follow those before them");
            }
        }
        noteBrought(stage, tasks);
        return next - 1;
    }

    private void noteBrought(String stage, List<Task> tasks) {
        if (!known.campaign().brought(stage)) {
            return;
        }
        Map<String, String> fields = new HashMap<>();
        counted(known.campaign().stage(stage), tasks.stream().map(Task::message).toList())
                .forEach((name, count) ->
                        fields.put(name, Long.toString(brought.merge(stage + " " + name, count, Math::max))));
        if (!fields.isEmpty()) {
            runner.ask(redis -> redis.hset(known.keys().brought(stage), fields));
        }
    }

    private Script.Call portion(Keys keys, String stage, Links links, List<Task> tasks) {
        List<String> args = new ArrayList<>(tasks.size() * 5 + 5);
        args.add(runner.time());
        args.add(Long.toString(tasks.get(0).message().n()));
        args.add(links.waits());
        args.add(links.frees());
        Stage its = known.campaign().stage(stage);
        DoneItems items = new DoneItems();
        for (Task task : tasks) {
            String id = task.message().id();
            Ending done = task.done();
            List<String> words =
                    List.of(id, MessageCodec.encode(task.message()), links.grouped() ? links.group(id) : "");
            if (done == null) {
                items.add(words, task.isThere() ? "there" : "");
            } else {
                items.add(words, done, its);
            }
        }
        args.addAll(items.args());
        List<String> keyList = links.withBoth(
                keys.campaign(),
                keys.proc(stage),
                keys.held(stage),
                keys.blocked(stage),
                keys.counts(stage),
                keys.need(stage),
                keys.done(stage),
                keys.index(stage),
                keys.places(),
                keys.runs(stage),
                keys.dead(stage),
                keys.cancelled(stage));
        return Script.RESTORE.on(keyList, args);
    }

    /** How many tasks stand under which name in {@code brought}, of some that are put back in. */
    private static Map<String, Long> counted(Stage stage, List<Message> messages) {
        After after = stage.after();
        Map<String, Long> counts = new HashMap<>();
        for (Message message : messages) {
            String id = message.id();
            if (after != null && after.mode() == Mode.CHILDREN) {
                String number = id.substring(id.lastIndexOf('.') + 1);
                String parent = message.extra().path(Children.BROUGHT_BY).asText();
                counts.merge(parent, Long.valueOf(number), Math::max);
            } else if (after != null && after.mode() == Mode.GROUP) {
                counts.put(id.substring(stage.name().length() + 1), 1L);
            }
        }
        return counts;
    }
}
