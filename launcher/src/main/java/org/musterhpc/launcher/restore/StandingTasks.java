package org.musterhpc.launcher.restore;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.musterhpc.launcher.submit.MessageSource;
import org.musterhpc.queue.Recovery.Remains;
import org.musterhpc.queue.model.Message;

/**
 * Tasks that results brought along, of a campaign of which a part is there: what is there, and what only the journals know.
 * Those that have ended keep their numbers, as these stand in their records; the others fill the gaps.
 */
final class StandingTasks implements MessageSource<Message> {
    private final MessageSource<Message> known;
    private final Remains remains;

    /** @param known what the journals know */
    StandingTasks(MessageSource<Message> known, Remains remains) {
        this.known = known;
        this.remains = remains;
    }

    @Override
    public void read(String stage, long after, Predicate<List<Message>> batches) {
        Map<String, Message> open = new LinkedHashMap<>(remains.brought());
        known.read(stage, 0, batch -> {
            batch.forEach(message -> open.putIfAbsent(message.id(), message));
            return true;
        });
        Map<Long, Message> ended = new HashMap<>();
        remains.brought().values().stream()
                .filter(message -> remains.ended().get((int) message.n()))
                .forEach(message -> {
                    ended.put(message.n(), message);
                    open.remove(message.id());
                });
        Deque<Message> others = new ArrayDeque<>(open.values());
        Batches numbered = new Batches(after, batches);
        boolean more = true;
        for (long n = 1; more && (ended.containsKey(n) || !others.isEmpty()); n++) {
            Message message = ended.get(n);
            more = numbered.add(message != null ? message : others.remove());
        }
        numbered.end();
    }
}
