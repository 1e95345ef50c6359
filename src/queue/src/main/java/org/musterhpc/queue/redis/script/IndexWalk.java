package org.musterhpc.queue.redis.script;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Walks through a list or a sorted set, whose pages begin at an index: what is taken out before it meanwhile shifts the rest
 * towards the head, by as much as agents claim in a round trip. So each page begins some elements early, and goes on behind the
 * last of those that were seen before.
 */
final class IndexWalk {
    /** Of so many that were seen last, a page looks for one. */
    private static final int KNOWN = 128;
    /** They must not fill a page that ends early where its elements are long. */
    private static final int KNOWN_BYTES = 1 << 20;

    private static final int FURTHER = 4;

    private final ScriptRunner runner;
    private final String key;
    private final String kind;
    private final List<Element> page = new ArrayList<>();
    /** What stood before {@code next}. */
    private List<Element> known = List.of();

    private long next;
    private boolean more;

    private record Element(String score, String body) {}

    private IndexWalk(ScriptRunner runner, String key, String kind) {
        this.runner = runner;
        this.key = key;
        this.kind = kind;
    }

    /**
     * Tells of all that is there, from the lowest index up. What is put in meanwhile may be told of or not; what is put in again,
     * twice.
     *
     * @param sink gets the score, or nothing, and the element
     */
    static void of(ScriptRunner runner, String key, String kind, BiConsumer<String, String> sink) {
        IndexWalk walk = new IndexWalk(runner, key, kind);
        int most = Scan.FIRST;
        do {
            walk.read(most).forEach(element -> sink.accept(element.score(), element.body()));
            most = Math.min(Scan.PAGE, 4 * most);
        } while (walk.more);
    }

    /** Those that follow what was seen. */
    private List<Element> read(int most) {
        long back = known.size();
        long from = next - back;
        page(from, most + (int) back);
        int begin = known.isEmpty() ? 0 : behindKnown(0);
        while (begin < 0 && from > 0) {
            back *= FURTHER;
            from = Math.max(0, next - back);
            page(from, most + (int) (next - from));
            begin = behindKnown((int) (next - from) - known.size());
        }
        // Where nothing is left of it, nothing is left either of what stood before that: all of the page is new.
        begin = Math.max(0, begin);
        next = from + page.size();
        // Redis may end a page before anything new, where those that are known were cut: then they are in the way.
        known = more && begin == page.size() ? List.of() : last();
        return List.copyOf(page.subList(begin, page.size()));
    }

    private void page(long from, int most) {
        page.clear();
        more = !Scan.page(
                        runner,
                        key,
                        kind,
                        Long.toString(from),
                        most,
                        (score, body) -> page.add(new Element(score, (String) body)))
                .isEmpty();
    }

    /**
     * Where on the page the first stands that was not seen; -1 where none of those stands there that were.
     *
     * @param at where the first of them stands unless something was taken out or put in before it
     */
    private int behindKnown(int at) {
        for (int last = known.size() - 1; last >= 0; last--) {
            for (int i = Math.min(at + last, page.size() - 1); i >= 0; i--) {
                if (isKnown(last, i)) {
                    return behindBlanks(i + 1, known.size() - 1 - last);
                }
            }
        }
        // What an agent gives back is put in before all.
        for (int last = known.size() - 1; last >= 0; last--) {
            for (int i = at + last + 1; i < page.size(); i++) {
                if (isKnown(last, i)) {
                    return behindBlanks(i + 1, known.size() - 1 - last);
                }
            }
        }
        return -1;
    }

    private boolean isKnown(int which, int at) {
        String body = known.get(which).body();
        return !body.isEmpty() && body.equals(page.get(at).body());
    }

    /** What was seen and taken out of the middle of a list has left blanks. */
    private int behindBlanks(int begin, int most) {
        int at = begin;
        while (at < page.size() && at < begin + most && page.get(at).body().isEmpty()) {
            at++;
        }
        return at;
    }

    private List<Element> last() {
        int first = page.size();
        long bytes = 0;
        while (first > 0 && page.size() - first < KNOWN) {
            bytes += page.get(first - 1).body().length();
            if (bytes > KNOWN_BYTES) {
                break;
            }
            first--;
        }
        List<Element> last = List.copyOf(page.subList(first, page.size()));
        return last.stream().allMatch(element -> element.body().isEmpty()) ? List.of() : last;
    }
}
