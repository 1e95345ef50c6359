package org.musterhpc.queue.redis.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Recovery.Remains;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.codec.BadMessageException;
import org.musterhpc.queue.model.codec.DoneCodec;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;
import redis.clients.jedis.StreamEntryID;

/**
 * Reads what is there of a stage whose campaign nobody moves. What ended, and what no manifest has, is kept: it is counted
 * and indexed aside, messages of other producers are put on the queues there. What stands in two places is left in that
 * of its end. Of the manifest's own tasks it is noted which have ended, and what became of those that were tried.
 */
public final class RemainsReader {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST = Integer.MAX_VALUE - 8;
    private static final int PORTION = 1_000;

    private final ScriptRunner runner;
    private final Keys there;
    private final Keys aside;
    private final String stage;
    private final BitSet ended = new BitSet();
    private final Map<Long, Message> tried = new HashMap<>();
    /** All of our own tasks, by id, of a stage whose tasks results bring along; else empty. */
    private final Map<String, Message> brought = new HashMap<>();

    private final boolean keepAll;
    /** Ids of tasks of other producers, which have no number. */
    private final Set<String> others = new HashSet<>();

    /** @param keepAll whether all of our own tasks are wanted, by id */
    public RemainsReader(ScriptRunner runner, Keys there, Keys aside, String stage, boolean keepAll) {
        this.runner = runner;
        this.there = there;
        this.aside = aside;
        this.stage = stage;
        this.keepAll = keepAll;
    }

    public Remains read() {
        done();
        failed(there.dead(stage));
        failed(there.cancelled(stage));
        Queued proc = new Queued(aside.proc(stage), "pending");
        Queued held = new Queued(aside.held(stage), null);
        // What was begun before what was not.
        Scan.hash(runner, there.working(stage), (id, record) -> {
            int body = record.indexOf('{');
            if (body > 0) {
                proc.see(id, record.substring(body));
            }
        });
        Scan.sorted(runner, there.delayed(stage), (body, ripe) -> proc.see("", body));
        Scan.messages(runner, there.proc(stage), body -> proc.see("", body));
        Scan.messages(runner, there.held(stage), body -> held.see("", body));
        Scan.hash(runner, there.blocked(stage), (waits, body) -> proc.see("", body));
        proc.send();
        held.send();
        statistics();
        return new Remains(ended, tried, brought);
    }

    private void done() {
        Map<String, String> index = new LinkedHashMap<>();
        List<String> doubled = new ArrayList<>();
        long[] foreign = {0};
        Scan.stream(runner, there.done(stage), entry -> {
            Ending ending = ending(entry);
            if (ending == null) {
                return;
            }
            Message message = ending.message();
            if (!first(message)) {
                doubled.add(entry.id().toString());
                return;
            }
            foreign[0] += numbered(message) ? 0 : 1;
            index.put(message.id(), EntryId.shortened(entry.id()));
            if (index.size() == PORTION) {
                index(index);
            }
        });
        index(index);
        count("pushed", foreign[0]);
        for (String entry : doubled) {
            runner.ask(redis -> redis.xdel(there.done(stage), new StreamEntryID(entry)));
        }
    }

    private void index(Map<String, String> entries) {
        if (!entries.isEmpty()) {
            runner.ask(redis -> redis.hset(aside.index(stage), entries));
            count("out:OK", entries.size());
            entries.clear();
        }
    }

    private @Nullable Ending ending(Scan.Entry entry) {
        try {
            return DoneCodec.decode(stage, entry.record(), place -> null);
        } catch (RuntimeException unreadable) {
            return null; // no record of ours: the task, whichever it is, is not known to be done
        }
    }

    /** Dead or cancelled tasks. */
    private void failed(String key) {
        Set<String> seen = new HashSet<>(); // a page may show the same one again
        List<String> doubled = new ArrayList<>();
        long[] foreign = {0};
        Scan.hash(runner, key, (id, text) -> {
            if (!seen.add(id)) {
                return;
            }
            Message message = message(id, text);
            if (message != null && !first(message)) {
                doubled.add(id);
            } else if (message == null || !numbered(message)) {
                foreign[0]++;
            }
        });
        count("pushed", foreign[0]);
        if (!doubled.isEmpty()) {
            runner.ask(redis -> redis.hdel(key, doubled.toArray(String[]::new)));
        }
    }

    private static @Nullable Message message(String id, String record) {
        try {
            return EndingCodec.decode(id, record).message();
        } catch (RuntimeException unreadable) {
            return null;
        }
    }

    private static boolean numbered(Message message) {
        return message.n() > 0 && message.n() < MOST;
    }

    /** Whether it has not been seen before, at its end or, for another producer's, anywhere. */
    private boolean first(Message message) {
        if (!numbered(message)) {
            return others.add(message.id());
        }
        boolean fresh = !ended.get((int) message.n());
        ended.set((int) message.n());
        keep(message);
        return fresh;
    }

    private void keep(Message message) {
        if (keepAll) {
            brought.merge(
                    message.id(),
                    message,
                    (first, other) -> ended.get((int) first.n()) ? first : further(first, other));
        }
    }

    private void count(String field, long more) {
        if (more > 0) {
            runner.ask(redis -> redis.hincrBy(aside.counts(stage), field, more));
        }
    }

    /** What is only told, and stands nowhere else. */
    private void statistics() {
        Map<String, String> before = runner.ask(redis -> redis.hgetAll(there.counts(stage)));
        before.forEach((field, value) -> {
            boolean told = field.startsWith("out:") || field.equals("late") || field.equals("token");
            if (told && !field.equals("out:OK")) {
                runner.ask(redis -> redis.hsetnx(aside.counts(stage), field, value));
            }
        });
    }

    /** Messages that have not ended: our own are noted where they were tried, others' put on a queue aside. */
    private final class Queued {
        private final String key;
        private final @Nullable String counter;
        private final List<String> bodies = new ArrayList<>();
        private long counted;

        Queued(String key, @Nullable String counter) {
            this.key = key;
            this.counter = counter;
        }

        void see(String id, String body) {
            Message message;
            try {
                message = MessageCodec.decode(body, id.isEmpty() ? "?" : id);
            } catch (BadMessageException e) {
                add(body, false); // it is refused, and told of, when it is claimed
                return;
            }
            if (numbered(message)) {
                keep(message);
                boolean plain = message.tries().equals(Message.Tries.NONE)
                        && message.needs().walltime() == null
                        && message.needs().memory() == null
                        && message.needs().paramStep() == 0;
                if (!plain) {
                    tried.merge(message.n(), message, RemainsReader::further);
                }
                return;
            }
            boolean counts = counted(body);
            if (!counts || others.add(message.id())) {
                add(body, counts);
            }
        }

        private void add(String body, boolean counts) {
            bodies.add(body);
            counted += counts ? 1 : 0;
            if (bodies.size() == PORTION) {
                send();
            }
        }

        void send() {
            if (bodies.isEmpty()) {
                return;
            }
            String[] some = bodies.toArray(String[]::new);
            runner.ask(redis -> redis.rpush(key, some));
            count("pushed", counted);
            if (counter != null) {
                count(counter, counted);
            }
            bodies.clear();
            counted = 0;
        }
    }

    private static Message further(Message one, Message other) {
        return one.tries().attempt() >= other.tries().attempt() ? one : other;
    }

    /** Whether Muster has given it a number, be it 0: then it is among those that were pushed. */
    private static boolean counted(String body) {
        try {
            return JSON.readTree(body).path("n").isNumber();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
