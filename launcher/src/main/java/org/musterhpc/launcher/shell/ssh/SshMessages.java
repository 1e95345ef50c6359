package org.musterhpc.launcher.shell.ssh;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Target;

/** What {@code ssh} says (with {@code -v}) when it makes no connection, read. Its exit status is 255 for everything. */
final class SshMessages {
    private static final String PRINT = "(SHA256:[A-Za-z0-9+/=]+)";
    private static final Pattern CHANGED = Pattern.compile("REMOTE HOST IDENTIFICATION HAS CHANGED");
    private static final Pattern OFFENDING = Pattern.compile("Offending \\S+ key in (.+):\\d+");
    private static final Pattern CHANGED_HOST =
            Pattern.compile("(?:Host|host) key for (\\S+) has changed and you have requested strict checking");
    private static final Pattern UNKNOWN =
            Pattern.compile("No \\S+ host key is known for (\\S+) and you have requested strict checking");
    private static final Pattern FAILED = Pattern.compile("Host key verification failed");
    private static final Pattern SHOWN = Pattern.compile("Server host key: \\S+ " + PRINT);
    private static final Pattern SENT =
            Pattern.compile("key sent by the remote host is\\s+" + PRINT, Pattern.MULTILINE);
    private static final Pattern DENIED =
            Pattern.compile("^(.*(?:Permission denied \\(|Too many authentication failures).*)$", Pattern.MULTILINE);
    private static final Pattern NOT_REACHED = Pattern.compile(
            "^(?:ssh: )?((?:connect to host|Could not resolve hostname|channel \\d+: open failed).*)$",
            Pattern.MULTILINE);

    private final Target target;
    private final String text;

    SshMessages(Target target, String text) {
        this.target = target;
        this.text = text.replace("\r", "");
    }

    /** The refusal, where that is what they tell. */
    Optional<Refused> refusal() {
        if (CHANGED.matcher(text).find()) {
            String host = first(CHANGED_HOST);
            String print = first(SENT);
            return Optional.of(Refused.changedKey(
                    target, host == null ? target.host() : host, print == null ? shown() : print, first(OFFENDING)));
        }
        String unknown = first(UNKNOWN);
        if (unknown != null || FAILED.matcher(text).find()) {
            return Optional.of(Refused.unknownKey(target, unknown == null ? target.host() : unknown, shown()));
        }
        String denied = first(DENIED);
        return denied == null ? Optional.empty() : Optional.of(Refused.authentication(target, denied));
    }

    /** The reason, where they say clearly that no connection was made. */
    Optional<NotSent> unreachable() {
        return Optional.ofNullable(first(NOT_REACHED)).map(reason -> NotSent.unreachable(target, reason, null));
    }

    /** Their last line that is no diary. */
    String last() {
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("debug") && !line.startsWith("OpenSSH_"))
                .collect(Collectors.toList());
        return lines.isEmpty() ? "ssh says nothing" : lines.get(lines.size() - 1);
    }

    /** The last key that was shown: those before it, of jump hosts, were right. */
    private @Nullable String shown() {
        Matcher matcher = SHOWN.matcher(text);
        String last = null;
        while (matcher.find()) {
            last = matcher.group(1);
        }
        return last;
    }

    private @Nullable String first(Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
