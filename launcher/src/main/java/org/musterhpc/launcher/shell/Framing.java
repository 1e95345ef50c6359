package org.musterhpc.launcher.shell;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * How a command is sent over SSH, so that its end is certain: a random word goes before its output, and after its errors
 * with the exit status. ssh's own status says too little: 255 is the command's, or a connection that broke. The command
 * is bounded on the other side too, where it would otherwise outlive us: sshd ends nothing when a connection goes.
 */
public final class Framing {
    /**
     * One line, without {@code !}: the login shell that reads it first may be a csh. What start-up files print comes
     * before the word.
     */
    private static final String SCRIPT = "t=$1; l=$2; shift 2; printf \"%s\\n\" \"$t\"; printf \"%s\\n\" \"$t\" >&2; "
            + "if command -v timeout >/dev/null 2>&1; then timeout -k 1 \"$l\" \"$@\"; else \"$@\"; fi; "
            + "s=$?; printf \"\\n%s %d\\n\" \"$t\" \"$s\" >&2; exit \"$s\"";

    /** How much later than on the other side we give up: its kill comes up to a second late. */
    public static final Duration GRACE = Duration.ofSeconds(3);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TIMED_OUT = 124;
    private static final int KILLED = 137;

    private final Command command;
    private final String word;

    public Framing(Command command) {
        this.command = command;
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        this.word = "muster-" + HexFormat.of().formatHex(random);
    }

    /** What the login shell on the other side is given. */
    public String line() {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", SCRIPT, "sh", word, seconds(command.limit())));
        argv.addAll(command.argv());
        return ShellQuoting.line(argv);
    }

    /** Whether the other side has begun with it, by what arrived as errors. */
    public boolean begun(byte[] err) {
        return after(err, word + "\n") >= 0;
    }

    /** The answer, where the command's end is proved by what arrived. */
    public Optional<Answer> answer(byte[] out, byte[] err) {
        int status = after(err, "\n" + word + " ");
        int start = after(err, word + "\n");
        int outStart = after(out, word + "\n");
        if (status < 0 || start < 0 || outStart < 0) {
            return Optional.empty();
        }
        int end = status;
        while (end < err.length && err[end] != '\n') {
            end++;
        }
        if (end == err.length) {
            return Optional.empty();
        }
        int exit = Integer.parseInt(new String(err, status, end - status, StandardCharsets.US_ASCII));
        int errEnd = status - word.length() - 2;
        return Optional.of(new Answer(
                exit,
                Arrays.copyOfRange(out, outStart, out.length),
                Arrays.copyOfRange(err, start, Math.max(start, errEnd))));
    }

    /** Whether the other side ended it because of its limit, rather than that it ended so of itself. */
    public boolean timedOut(Answer answer, Duration took) {
        return (answer.exit() == TIMED_OUT || answer.exit() == KILLED) && took.compareTo(command.limit()) >= 0;
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(Math.max(1, time.toMillis()), 3).toPlainString();
    }

    /** Where the text ends in the bytes, or -1. */
    private static int after(byte[] bytes, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at + wanted.length;
            }
        }
        return -1;
    }
}
