package org.musterhpc.launcher.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;

/**
 * The beginning of a file that only ever grows on a cluster, kept here: what has been fetched is not fetched again.
 *
 * @param logs the campaign's folder of logs there; a file that lies elsewhere is not read
 * @param there its path on the cluster; may begin with {@code ~/}
 * @param here where it is kept
 * @param note of one into which an attempt writes that runs: while it says the same, what is read is that attempt's; else null
 */
record FetchedFile(Shell shell, String logs, String there, Path here, SlotNotes.@Nullable Note note) {
    /** Less than what a shell's answer may have, and small enough for a slow line. */
    static final int RANGE = 16 << 20;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ABSENT = 44;
    private static final int ELSEWHERE = 47;

    /** Paths as the bundle's scripts take them. */
    static final String PATHS =
            "a() { case $1 in \"~\") p=$HOME;; \"~/\"*) p=$HOME/${1#\"~/\"};; /*) p=$1;; *) p=$HOME/$1;; esac; }; ";

    /**
     * A file is read only where it lies below the folder, whatever links say. Of an attempt that runs, what its slot runs by
     * then stands behind what was read.
     */
    private static final String READ = PATHS + "a \"$4\"; r=$p; a \"$1\"; [ -e \"$p\" ] || exit " + ABSENT + "; "
            + "[ -f \"$p\" ] && [ \"$(cd -P \"$r\" && pwd -P)\" ] || exit " + ELSEWHERE + "; "
            + "if [ -h \"$p\" ]; then exit " + ELSEWHERE + "; fi; "
            + "case $(cd -P \"$(dirname \"$p\")\" && pwd -P)/ in \"$(cd -P \"$r\" && pwd -P)\"/*) ;; *) exit "
            + ELSEWHERE + ";; esac; "
            + "[ -r \"$p\" ] || cat \"$p\" || exit 1; tail -c \"+$2\" \"$p\" | head -c \"$3\"; "
            + "if [ \"$5\" ]; then a \"$5\"; cat \"$p\"; fi";

    /** One that stays. */
    FetchedFile(Shell shell, String logs, String there, Path here) {
        this(shell, logs, there, here, null);
    }

    /** Whether the first {@code end} bytes are here. */
    boolean has(long end) {
        return size() >= end;
    }

    /**
     * Fetches all that has been written since.
     *
     * @return false where there is no such file on the cluster, or it may be another attempt's by now
     * @throws Problem failed, where it cannot be read there or kept here
     */
    boolean fetch(Retries retries) throws NoAnswer, NotSent, Refused {
        long have = size();
        int came = RANGE;
        String range = Integer.toString(RANGE);
        while (came == RANGE) {
            String from = Long.toString(have + 1);
            String beside = note == null ? "" : note.there();
            Answer answer = retries.idempotent(
                    () -> shell.run(Command.of(LIMIT, "sh", "-c", READ, "sh", there, from, range, logs, beside)));
            if (answer.exit() == ABSENT) {
                return false;
            }
            if (answer.exit() == ELSEWHERE) {
                throw outside(shell.name() + ": " + there);
            }
            if (answer.exit() != 0) {
                throw Problem.failed(
                        shell.name() + ": " + there + " cannot be read: "
                                + answer.errText().strip(),
                        "look at its permissions there");
            }
            byte[] bytes = answer.out();
            if (note != null) {
                byte[] says = note.says().getBytes(StandardCharsets.ISO_8859_1);
                int read = bytes.length - says.length;
                if (read < 0 || !Arrays.equals(bytes, read, bytes.length, says, 0, says.length)) {
                    return false;
                }
                bytes = Arrays.copyOf(bytes, read);
            }
            keep(bytes, have);
            came = bytes.length;
            have += came;
        }
        return true;
    }

    /** Somebody else than an agent has written the record, or the logs have been moved. */
    static Problem outside(String file) {
        return Problem.failed(
                file + " is not among the campaign's logs, and is not shown",
                "see who can write to this Redis; if you have moved the logs, look at the file yourself");
    }

    /** At its place rather than at the end: two programs that fetch at once write the same. */
    private void keep(byte[] bytes, long from) {
        if (bytes.length == 0) {
            return;
        }
        PrivateFiles.folder(here.resolveSibling(""));
        try {
            PrivateFiles.touch(here);
            try (FileChannel file = FileChannel.open(here, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    file.write(rest, from + rest.position());
                }
            }
        } catch (IOException e) {
            throw Problem.failed(
                    "the logs that are fetched cannot be kept in " + here + ": " + PrivateFiles.reason(e),
                    "make room there, or set MUSTER_HOME to another folder");
        }
    }

    /** How many bytes are here. */
    long size() {
        try {
            return Files.size(here);
        } catch (IOException none) {
            return 0;
        }
    }
}
