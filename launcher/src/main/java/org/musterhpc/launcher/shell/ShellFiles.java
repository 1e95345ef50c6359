package org.musterhpc.launcher.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.Sha256;

/**
 * Files on the other side of a shell. Paths may begin with {@code ~/}. All of it has the same effect however often it
 * runs, so it is tried again where a connection breaks.
 */
public final class ShellFiles {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long BYTES_PER_SECOND = 1 << 20;
    private static final int ABSENT = 44;
    private static final int DAMAGED = 45;

    private static final String EXPAND = "p=$1; case $p in \"~\") p=$HOME;; \"~/\"*) p=$HOME/${p#\"~/\"};; esac; ";

    /** Half a file is never in place: an input that ends early looks complete to cat, so the hash is checked first. */
    private static final String PUT = "umask 077; " + EXPAND
            + "if [ -d \"$p\" ]; then echo \"$p is a folder\" >&2; exit 1; fi; "
            + "t=$(mktemp \"$p.XXXXXX\") || exit 1; trap \"exit 1\" 1 2 13 15; trap \"rm -f \\\"\\$t\\\"\" 0; "
            + "cat >\"$t\" || exit 1; s=$(sha256sum <\"$t\") || exit 1; "
            + "[ \"${s%% *}\" = \"$3\" ] || exit " + DAMAGED + "; chmod \"$2\" \"$t\" && mv -f \"$t\" \"$p\"";

    private static final String FOLDER = "umask 077; " + EXPAND + "mkdir -p \"$p\" && chmod 700 \"$p\"";
    private static final String READ = EXPAND + "[ -e \"$p\" ] || exit " + ABSENT + "; cat <\"$p\"";
    private static final String HASH = EXPAND + "[ -e \"$p\" ] || exit " + ABSENT + "; sha256sum <\"$p\"";
    private static final String ABSOLUTE = EXPAND + "printf %s \"$p\"";

    private final Shell shell;
    private final Retries retries;

    public ShellFiles(Shell shell, Retries retries) {
        this.shell = shell;
        this.retries = retries;
    }

    /**
     * Puts a file into place, whole or not at all, over an older one.
     *
     * @param mode octal digits, such as {@code 600}
     * @throws Problem failed, where the other side cannot write it
     */
    public void put(Input content, String path, String mode) throws NoAnswer, NotSent, Refused {
        MessageDigest digest = Sha256.digest();
        long size;
        try (InputStream in = new DigestInputStream(content.open(), digest)) {
            size = in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String hash = HexFormat.of().formatHex(digest.digest());
        Duration limit = LIMIT.plusSeconds(size / BYTES_PER_SECOND);
        Answer answer = retries.idempotent(
                () -> shell.run(new Command(List.of("sh", "-c", PUT, "sh", path, mode, hash), content, limit)));
        if (answer.exit() == DAMAGED) {
            throw Problem.failed(
                    shell.name() + ": " + path + " did not arrive as it was sent", "see that nothing changes the file");
        }
        done(answer, path, "written");
    }

    /** Makes a folder 0700, with its parents; one that is there becomes 0700. */
    public void folder(String path) throws NoAnswer, NotSent, Refused {
        done(ask(FOLDER, path), path, "made");
    }

    /** A file's bytes (at most 64 MiB); empty where there is none. */
    public Optional<byte[]> read(String path) throws NoAnswer, NotSent, Refused {
        Answer answer = ask(READ, path);
        return answer.exit() == ABSENT
                ? Optional.empty()
                : Optional.of(done(answer, path, "read").out());
    }

    /** A file's SHA-256 in lower-case hexadecimal; empty where there is none. */
    public Optional<String> sha256(String path) throws NoAnswer, NotSent, Refused {
        Answer answer = ask(HASH, path);
        return answer.exit() == ABSENT
                ? Optional.empty()
                : Optional.of(done(answer, path, "read").outText().split(" ", 2)[0]);
    }

    /** The path without {@code ~}: what batch scripts need. */
    public String absolute(String path) throws NoAnswer, NotSent, Refused {
        return done(ask(ABSOLUTE, path), path, "found").outText();
    }

    private Answer ask(String script, String path) throws NoAnswer, NotSent, Refused {
        return retries.idempotent(() -> shell.run(Command.of(LIMIT, "sh", "-c", script, "sh", path)));
    }

    private Answer done(Answer answer, String path, String what) {
        if (answer.exit() != 0) {
            String reason = answer.errText().lines().reduce((one, next) -> next).orElse("exit " + answer.exit());
            throw Problem.failed(
                    shell.name() + ": " + path + " cannot be " + what + ": " + reason,
                    "see that the folder is there, writable and not full");
        }
        return answer;
    }
}
