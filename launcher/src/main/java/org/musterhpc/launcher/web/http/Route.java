package org.musterhpc.launcher.web.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An address and what answers it.
 *
 * @param template {@code /api/v1/campaigns/{name}}; {@code {id}} takes several parts of the path, as ids have a slash
 * @param acts whether it changes something
 */
public record Route(String method, String template, boolean acts, Handler handler) {
    private static final String SEVERAL = "{id}";

    /** Answers a request. */
    public interface Handler {
        /** @param names what stands in the address where the template has a name in braces */
        Reply answer(Request request, Map<String, String> names);
    }

    public static Route get(String template, Handler handler) {
        return new Route("GET", template, false, handler);
    }

    public static Route post(String template, Handler handler) {
        return new Route("POST", template, true, handler);
    }

    /** What the path has in place of the names; null where it is another address. */
    @Nullable
    public Map<String, String> match(List<String> path) {
        String[] parts = template.substring(1).split("/", -1);
        int several = List.of(parts).indexOf(SEVERAL);
        int more = several < 0 ? 0 : path.size() - parts.length;
        if (more < 0 || path.size() != parts.length + more) {
            return null;
        }
        Map<String, String> names = new HashMap<>();
        for (int part = 0, at = 0; part < parts.length; part++) {
            int takes = part == several ? 1 + more : 1;
            String there = String.join("/", path.subList(at, at + takes));
            at += takes;
            if (parts[part].startsWith("{")) {
                names.put(parts[part].substring(1, parts[part].length() - 1), there);
            } else if (!parts[part].equals(there)) {
                return null;
            }
        }
        return names;
    }
}
