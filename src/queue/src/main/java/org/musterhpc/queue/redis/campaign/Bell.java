package org.musterhpc.queue.redis.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.queue.model.Stage;
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

    /**
     * Whether nothing can ever come any more.
     *
     * @param ring whether others who wait are to hear of it where it is so
     */
    public static boolean complete(ScriptRunner runner, CampaignReader.Known known, boolean ring) {
        Keys keys = known.keys();
        List<String> keyList = new ArrayList<>(List.of(keys.bell()));
        for (Stage stage : known.campaign().stages()) {
            String name = stage.name();
            keyList.addAll(List.of(keys.proc(name), keys.delayed(name), keys.working(name), keys.counts(name)));
        }
        return (Long) runner.run(Script.COMPLETE.on(keyList, List.of(runner.time(), ring ? "1" : "0"))) == 1;
    }
}
