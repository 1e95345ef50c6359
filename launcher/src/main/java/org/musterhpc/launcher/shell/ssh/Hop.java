package org.musterhpc.launcher.shell.ssh;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A jump host as it is written: {@code [user@]host[:port]}, an address with colons in brackets. */
record Hop(@Nullable String user, String host, @Nullable Integer port) {
    private static final Pattern WRITTEN = Pattern.compile("(?:([^@]+)@)?(?:\\[([^]]+)]|([^:]+))(?::(\\d{1,5}))?");

    static Hop of(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("jump is '" + text + "'; it must be [user@]host[:port]");
        }
        String host = parts.group(2) == null ? parts.group(3) : parts.group(2);
        return new Hop(parts.group(1), host, parts.group(4) == null ? null : Integer.valueOf(parts.group(4)));
    }
}
