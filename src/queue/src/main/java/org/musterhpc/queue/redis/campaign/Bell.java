package org.musterhpc.queue.redis.campaign;

import java.time.Duration;
import java.util.List;
import org.musterhpc.queue.redis.connect.Connector;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** What agents wait for that found nothing. It holds an entry for each that should look again. */
public final class Bell {
    /** Each that is woken wakes two more while there is work. */
    public static final int MOST = 64;

    private Bell() {}

    /** Rings for so many. */
    public static void ring(ScriptRunner runner, Keys keys, long times) {
        if (times > 0) {
            runner.run(call(runner, keys, times));
        }
    }

    public static Script.Call call(ScriptRunner runner, Keys keys, long times) {
        return Script.RING.on(List.of(keys.bell()), List.of(runner.time(), Long.toString(Math.min(MOST, times))));
    }

    /** Waits for it; says whether it rang. Takes a connection all the while. */
    public static boolean await(ScriptRunner runner, Keys keys, Duration most) {
        double seconds = Math.min(Connector.RING_MS, most.toMillis()) / 1e3;
        return runner.ask(redis -> redis.blpop(seconds, keys.bell())) != null;
    }
}
