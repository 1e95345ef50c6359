package org.musterhpc.queue.redis.read;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.codec.DoneCodec;
import org.musterhpc.queue.model.codec.DoneCodec.Where;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.script.Pages;
import org.musterhpc.queue.redis.script.Wire;

/** Where the tasks of a campaign ran, by the numbers that their records have: read once each. */
public final class RunPlaces implements LongFunction<@Nullable Where> {
    private final Wire wire;
    private final String key;
    private final Map<Long, Where> known = new HashMap<>();

    public RunPlaces(Wire wire, Keys keys) {
        this.wire = wire;
        this.key = keys.places();
    }

    public Ending read(String stage, String record) {
        return DoneCodec.read(stage, record, this);
    }

    @Override
    public @Nullable Where apply(long number) {
        Where where = known.get(number);
        if (where == null) {
            String text = Pages.field(wire, key, Long.toString(number));
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
