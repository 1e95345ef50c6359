package org.musterhpc.launcher.web.http;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names under which the page is served. A page of somebody else's can have its own name lead to this machine (DNS rebinding), and
 * the browser then lets it read what it gets; but that name stands in the request.
 */
public final class HostNames {
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Set<String> names = new HashSet<>(THIS_MACHINE);

    /** @param more beside those of the loopback interface */
    public HostNames(Collection<String> more) {
        for (String name : more) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
    }

    /** Whatever the port: an SSH tunnel may begin at another. */
    public boolean has(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = host.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
        return names.contains(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
    }

    /** Whether a request that changes something comes from a page of ours, as far as the browser says where it comes from. */
    public boolean sameOrigin(Request request) {
        String origin = request.header("Origin");
        String site = request.header("Sec-Fetch-Site");
        boolean ours = origin == null
                || origin.equals("http://" + request.header("Host"))
                || origin.equals("https://" + request.header("Host"));
        return ours && (site == null || site.equals("same-origin") || site.equals("none"));
    }
}
