package org.musterhpc.queue.redis.read;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a part of a listing begins.
 *
 * @param key which of the keys in which a state's tasks stand
 * @param skipped how many of what Redis gives at that point belong to the parts before: of a small hash it gives all at once
 * @param from what Redis goes on from
 */
record ListingPlace(int key, int skipped, String from) {
    private static final Pattern FORM = Pattern.compile("([01])\\.(\\d{1,9})\\.(\\d{0,20}|\\(\\d{1,20}-\\d{1,20})");

    static ListingPlace of(String text) {
        if (text.isEmpty()) {
            return new ListingPlace(0, 0, "");
        }
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no place in a listing");
        }
        return new ListingPlace(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), parts.group(3));
    }

    String text() {
        return key + "." + skipped + "." + from;
    }
}
