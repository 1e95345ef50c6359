package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.redis.Script.Call;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** Sends scripts and commands, loads scripts that the server does not know (any more), and names failures. */
final class Wire implements AutoCloseable {
    /** Errors that pass, or that a person has to mend on the server: in each case nothing was changed. */
    private static final Pattern NOT_NOW =
            Pattern.compile("^(LOADING|OOM|MISCONF|READONLY|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS"
                    + "|NOAUTH|WRONGPASS|NOPERM|ERR max number of clients).*");

    private final RedisClient client;
    private final RedisAddress address;
    private final Supplier<String> clock;
    private final Map<Script, Script.Text> texts;

    Wire(RedisClient client, RedisAddress address, Supplier<String> clock, Map<Script, Script.Text> texts) {
        this.client = client;
        this.address = address;
        this.clock = clock;
        this.texts = new EnumMap<>(texts);
    }

    /** What a script takes as the time: empty, so that it asks Redis, unless a test drives time by hand. */
    String time() {
        return clock.get();
    }

    Object run(Call call) {
        return runAll(List.of(call)).get(0);
    }

    /** Runs the scripts in order, in one round trip; each by itself is atomic, together they are not. */
    List<Object> runAll(List<Call> calls) {
        return guarded(redis -> {
            List<Object> replies = attempt(redis, calls);
            if (replies.stream().anyMatch(JedisNoScriptException.class::isInstance)) {
                loadScripts(redis);
                // Only those that did not run are sent again.
                for (int i = 0; i < calls.size(); i++) {
                    if (replies.get(i) instanceof JedisNoScriptException) {
                        replies.set(i, attempt(redis, List.of(calls.get(i))).get(0));
                    }
                }
            }
            for (Object reply : replies) {
                if (reply instanceof JedisDataException error) {
                    throw error;
                }
            }
            return replies;
        });
    }

    /** Any other command. */
    <T> T ask(Function<UnifiedJedis, T> question) {
        return guarded(question);
    }

    void loadScripts() {
        guarded(redis -> {
            loadScripts(redis);
            return true;
        });
    }

    private void loadScripts(UnifiedJedis redis) {
        try (AbstractPipeline pipe = redis.pipelined()) {
            for (Script.Text text : texts.values()) {
                pipe.scriptLoad(text.lua(), address.prefix());
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

    private <T> T guarded(Function<UnifiedJedis, T> question) {
        try {
            return question.apply(client);
        } catch (JedisDataException e) {
            String text = String.valueOf(e.getMessage());
            if (NOT_NOW.matcher(text).matches()) {
                throw new QueueUnavailableException("Redis at " + address + " refuses: " + text, e);
            }
            throw new IllegalStateException("Redis at " + address + ": " + text, e);
        } catch (JedisConnectionException e) {
            // Connections that were idle when the server went are dead too: do not fail once for each of them.
            client.getPool().clear();
            throw new QueueUnavailableException("no answer from Redis at " + address + " (" + cause(e) + ")", e);
        } catch (JedisException e) {
            throw new QueueUnavailableException("no answer from Redis at " + address + " (" + cause(e) + ")", e);
        }
    }

    private static String cause(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String text = deepest.getMessage();
        return text == null ? deepest.getClass().getSimpleName() : text.toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        client.close();
    }
}
