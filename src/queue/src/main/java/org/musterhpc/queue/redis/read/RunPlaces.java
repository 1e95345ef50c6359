package org.musterhpc.queue.redis.read;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.codec.DoneCodec;
import org.musterhpc.queue.model.codec.DoneCodec.Where;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Where the tasks of a campaign ran, by the numbers that their records have: read once each. */
public final class RunPlaces implements LongFunction<@Nullable Where> {
    private final ScriptRunner runner;
    private final String key;
    private final Map<Long, Where> known = new HashMap<>();

    public RunPlaces(ScriptRunner runner, Keys keys) {
        this.runner = runner;
        this.key = keys.places();
    }

    public Ending read(String stage, String record) {
        return DoneCodec.read(stage, record, this);
    }

    @Override
    public @Nullable Where apply(long number) {
        Where where = known.get(number);
        if (where == null) {
            String text = Scan.field(runner, key, Long.toString(number));
            where = text == null ? null : decode(text);
            if (where != null) {
                known.put(number, where);
            }
        }
        return where;
    }

    private static @Nullable Where decode(String text) {
        try {
            return DoneCodec.decodeWhere(text);
        } catch (IllegalArgumentException e) {
            return null; // somebody else wrote there: where it ran is not known any more
        }
    }
}
