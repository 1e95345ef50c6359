package org.musterhpc.queue.redis.script;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.redis.connect.Connector;
import org.musterhpc.queue.redis.connect.Connector.Line;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.redis.connect.RedisErrors;
import org.musterhpc.queue.redis.connect.ServerUrl;
import org.musterhpc.queue.redis.script.Script.Call;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/** Sends scripts and commands, loads scripts that the server does not know (any more), and names failures. */
public final class ScriptRunner implements AutoCloseable {
    private final Line line;
    private final RedisAddress address;
    private final ScriptTime clock;
    private final Map<Script, Script.Text> texts;

    private ScriptRunner(Line line, RedisAddress address, ScriptTime clock, Map<Script, Script.Text> texts) {
        this.line = line;
        this.address = address;
        this.clock = clock;
        this.texts = new EnumMap<>(texts);
    }

    public static ScriptRunner open(
            RedisAddress address, int connections, ScriptTime clock, Map<Script, Script.Text> texts) {
        return new ScriptRunner(Connector.open(address, connections), address, clock, texts);
    }

    /** One connection for whoever waits for something to happen; opened when that is first done. */
    public static ScriptRunner listening(RedisAddress address, ScriptTime clock, Map<Script, Script.Text> texts) {
        return open(address, 1, clock, texts);
    }

    /** Whether the server is a Redis Cluster, where keys of one script must be in one slot. */
    public boolean cluster() {
        return address.where().kind() == ServerUrl.Kind.CLUSTER;
    }

    /** What a script takes as the time: empty, so that it asks Redis, unless a test drives time by hand. */
    public String time() {
        return clock.text();
    }

    /** The monotonic clock of this process. */
    public long nanos() {
        return clock.nanos();
    }

    public Object run(Call call) {
        return runAll(List.of(call)).get(0);
    }

    /**
     * What came of one call of several.
     *
     * @param refusal why Redis did not do it; null where it did
     */
    public record Result(Object answer, @Nullable QueueUnavailableException refusal) {}

    /** Runs the scripts in order, in one round trip; each by itself is atomic, together they are not: see {@link #tryAll}. */
    public List<Object> runAll(List<Call> calls) {
        List<Object> answers = new ArrayList<>();
        for (Result result : tryAll(calls)) {
            if (result.refusal() != null) {
                throw result.refusal();
            }
            answers.add(result.answer());
        }
        return answers;
    }

    /**
     * As {@link #runAll}, for whoever must know what the others did where some are refused.
     *
     * @throws QueueUnavailableException where no answer came to any of them
     */
    public List<Result> tryAll(List<Call> calls) {
        List<Object> replies = guarded(redis -> {
            List<Object> all = attempt(redis, calls);
            // Only those that did not run are sent again.
            again(redis, calls, all, JedisRedirectionException.class);
            if (all.stream().anyMatch(JedisNoScriptException.class::isInstance)) {
                try {
                    loadScripts(redis, calls.get(0).keys().get(0));
                    again(redis, calls, all, JedisNoScriptException.class);
                } catch (JedisException e) {
                    all.replaceAll(reply -> reply instanceof JedisNoScriptException ? e : reply);
                }
            }
            return all;
        });
        boolean renew = false;
        List<Result> results = new ArrayList<>();
        for (Object reply : replies) {
            QueueUnavailableException refusal =
                    reply instanceof JedisException error ? RedisErrors.of(address, error) : null;
            renew |= reply instanceof JedisException error
                    && (!(error instanceof JedisDataException data) || RedisErrors.elsewhere(data));
            results.add(new Result(reply, refusal));
        }
        if (renew) {
            renew();
        }
        return results;
    }

    /** In a cluster, a call by itself finds the node to which a slot has moved; one among several in a row does not. */
    private void again(
            UnifiedJedis redis, List<Call> calls, List<Object> replies, Class<? extends JedisDataException> refusal) {
        for (int i = 0; i < calls.size(); i++) {
            if (refusal.isInstance(replies.get(i))) {
                Call call = calls.get(i);
                try {
                    replies.set(i, redis.evalsha(sha(call.script()), call.keys(), call.args()));
                } catch (JedisException e) {
                    // What came to the others must not be lost with it.
                    replies.set(i, e);
                }
            }
        }
    }

    /** Any other command. */
    public <T> T ask(Function<UnifiedJedis, T> question) {
        return guarded(question);
    }

    /** What stands there, or null; also where the key is of another type. */
    public <T> @Nullable T find(Function<UnifiedJedis, @Nullable T> question) {
        return guarded(redis -> {
            try {
                return question.apply(redis);
            } catch (JedisDataException e) {
                if (String.valueOf(e.getMessage()).startsWith("WRONGTYPE")) {
                    return null;
                }
                throw e;
            }
        });
    }

    public void loadScripts() {
        guarded(redis -> {
            loadScripts(redis, address.prefix());
            return true;
        });
    }

    /** @param key says which node of a cluster is meant; all keys of a campaign are on one */
    private void loadScripts(UnifiedJedis redis, String key) {
        try (AbstractPipeline pipe = redis.pipelined()) {
            for (Script.Text text : texts.values()) {
                pipe.scriptLoad(text.lua(), key);
            }
            pipe.sync();
        }
    }

    private List<Object> attempt(UnifiedJedis redis, List<Call> calls) {
        List<Response<Object>> responses = new ArrayList<>();
        try (AbstractPipeline pipe = redis.pipelined()) {
            for (Call call : calls) {
                responses.add(pipe.evalsha(sha(call.script()), call.keys(), call.args()));
            }
            pipe.sync();
        }
        List<Object> replies = new ArrayList<>();
        for (Response<Object> response : responses) {
            try {
                replies.add(response.get());
            } catch (JedisDataException e) {
                replies.add(e);
            }
        }
        return replies;
    }

    private String sha(Script script) {
        return Objects.requireNonNull(texts.get(script)).sha();
    }

    private <T extends @Nullable Object> T guarded(Function<UnifiedJedis, T> question) {
        try {
            return question.apply(line.client());
        } catch (JedisDataException e) {
            if (RedisErrors.elsewhere(e)) {
                renew();
            }
            throw RedisErrors.of(address, e);
        } catch (JedisException e) {
            renew();
            throw RedisErrors.of(address, e);
        }
    }

    private void renew() {
        try {
            line.renew().run();
        } catch (JedisException e) {
            // Nobody is there to be asked now; whoever asks next hears of it.
            return;
        }
    }

    @Override
    public void close() {
        line.client().close();
    }
}
