package org.musterhpc.queue.redis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.AttemptCodec;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.EndingCodec;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.MessageCodec;
import redis.clients.jedis.StreamEntryID;

/** Has done tasks of one stage done again, some hundred a call. */
final class Reopening {
    private static final int PORTION = 500;

    private final Wire wire;
    private final CampaignReader.Known known;
    private final String stage;
    private final UnaryOperator<Message> signed;

    Reopening(Wire wire, CampaignReader.Known known, String stage, UnaryOperator<Message> signed) {
        this.wire = wire;
        this.known = known;
        this.stage = stage;
        this.signed = signed;
    }

    /** How many of them were done, and are to be done again. */
    long these(List<String> ids) {
        List<String> once = List.copyOf(new LinkedHashSet<>(ids));
        long sum = 0;
        for (int from = 0; from < once.size(); from += PORTION) {
            List<Ending> done = done(once.subList(from, Math.min(from + PORTION, once.size())));
            sum += done.isEmpty() ? 0 : reopen(done);
        }
        return sum;
    }

    private List<Ending> done(List<String> ids) {
        Keys keys = known.keys();
        List<@Nullable String> index = wire.find(redis -> redis.hmget(keys.index(stage), ids.toArray(String[]::new)));
        RunPlaces places = new RunPlaces(wire, keys);
        List<Ending> done = new ArrayList<>();
        for (String text : index == null ? List.<@Nullable String>of() : index) {
            StreamEntryID at = text == null ? null : EntryId.whole(text);
            Pages.Entry entry = at == null ? null : Pages.entry(wire, keys.done(stage), at);
            Ending ending = entry == null ? null : places.read(stage, entry.record());
            if (ending != null && EndingCodec.readable(ending)) { // else nobody knows what to run
                done.add(ending);
            }
        }
        return done;
    }

    private long reopen(List<Ending> done) {
        Keys keys = known.keys();
        Links links = Links.of(known, stage);
        List<String> args = new ArrayList<>(List.of(wire.time(), links.waits(), links.frees()));
        for (Ending ending : done) {
            Message message = signed.apply(ending.message().afresh());
            args.add(message.id());
            args.add(Long.toString(ending.last().token()));
            args.add(MessageCodec.encode(message));
            args.add(AttemptCodec.encode(ending.last()));
            args.add(links.group(message));
        }
        List<String> keyList = links.withBoth(
                keys.campaign(),
                keys.done(stage),
                keys.index(stage),
                keys.proc(stage),
                keys.held(stage),
                keys.blocked(stage),
                keys.counts(stage),
                keys.history(stage),
                keys.need(stage),
                keys.events());
        List<?> words = (List<?>) wire.run(Script.REOPEN.on(keyList, args));
        return words.stream().filter("ACCEPTED"::equals).count();
    }
}
