package org.musterhpc.queue.redis.read;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Finds messages where no index has them: on lists and among those that are delayed. */
final class ListSearch {
    private static final int PAGE = 2_000;
    private static final Pattern NUMBERED = Pattern.compile("/(\\d{6,15})$");

    private final ScriptRunner runner;

    ListSearch(ScriptRunner runner) {
        this.runner = runner;
    }

    /**
     * @param at its index in a list, its score in a sorted set
     * @param length how many there were
     */
    record Hit(String id, double at, long length, String body) {}

    /** Of a list in the order of the numbers, in a few steps; null where the id does not say its number, or where it stands elsewhere. */
    @Nullable
    Hit byNumber(String list, String stage, String id) {
        Matcher digits = NUMBERED.matcher(id);
        long number = digits.find() ? Long.parseLong(digits.group(1)) : 0;
        if (number == 0 || !id.equals(Message.numberedId(stage, number))) {
            return null;
        }
        List<?> reply = (List<?>)
                runner.run(Script.LOCATE.on(List.of(list), List.of(runner.time(), id, Long.toString(number))));
        return reply.size() < 3 ? null : new Hit(id, (Long) reply.get(1), (Long) reply.get(0), (String) reply.get(2));
    }

    /** Walks over all of a list. */
    void list(String key, Collection<String> ids, Consumer<Hit> sink) {
        walk(key, "list", ids, sink);
    }

    /** Walks over all of a sorted set. */
    void sorted(String key, Collection<String> ids, Consumer<Hit> sink) {
        walk(key, "zset", ids, sink);
    }

    private void walk(String key, String kind, Collection<String> ids, Consumer<Hit> sink) {
        long from = 0;
        do {
            List<String> args =
                    new ArrayList<>(List.of(runner.time(), kind, Long.toString(from), Integer.toString(PAGE)));
            args.addAll(ids);
            List<?> reply = (List<?>) runner.run(Script.SEEK.on(List.of(key), args));
            for (int i = 2; i + 2 < reply.size(); i += 3) {
                sink.accept(new Hit(
                        (String) reply.get(i), Scan.score((String) reply.get(i + 1)), (Long) reply.get(0), (String)
                                reply.get(i + 2)));
            }
            from = (Long) reply.get(1);
        } while (from >= 0 && !ids.isEmpty());
    }
}
