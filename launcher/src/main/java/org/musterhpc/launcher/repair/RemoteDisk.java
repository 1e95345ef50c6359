package org.musterhpc.launcher.repair;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFailure;
import org.musterhpc.queue.environment.ByteText;

/** A cluster's file systems, asked over its shell: many files a command. */
public final class RemoteDisk implements Disk {
    /** What is asked for, and so what is answered, is far less than a shell's answer may have. */
    private static final int MOST_FILES = 20_000;

    private static final int MOST_BYTES = 4 << 20;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int NO_FOLDER = 44;

    /**
     * Prints time and name of each file that is there; names come on standard input, each with a NUL behind it. Tasks run in
     * the campaign's own folder of work where the folder of any stage is not there, see {@code Deployer}. What is not there
     * is no error, anything else is.
     */
    private static final String TIMES =
            "export LC_ALL=C; work=$1; w=$2; shift 2; case $work in \"~/\"*) work=$HOME/${work#\"~/\"};; /*) ;; *) work=$HOME/$work;; esac; "
                    + "for d; do if ! { [ -d \"$d\" ] && (cd \"$d\") 2>/dev/null; }; then w=$work; fi; done; "
                    + "cd \"$w\" 2>/dev/null || { printf %s \"$w\"; exit " + NO_FOLDER + "; }; "
                    + "{ { xargs -0 -r -n 500 stat -L --printf '%Y %n\\0' -- 2>&1 >&3; "
                    + "case $? in 0|123) ;; *) echo 'xargs and stat of GNU are needed';; esac; } "
                    + "| grep -v -e ': No such file or directory$' -e ': Not a directory$' -e ': File name too long$' "
                    + "-e ': Too many levels of symbolic links$' | head -n 3 >&2; } 3>&1";

    private final Shell shell;
    private final Retries retries;
    private final String work;
    private final List<String> workdirs;

    /**
     * @param work the campaign's own folder of work there; may begin with {@code ~/}
     * @param workdirs the folders in which the campaign's stages run, as they were submitted
     */
    public RemoteDisk(Shell shell, Retries retries, String work, List<String> workdirs) {
        this.shell = shell;
        this.retries = retries;
        this.work = work;
        this.workdirs = List.copyOf(workdirs);
    }

    @Override
    public long[] times(String workdir, List<String> files) {
        long[] times = new long[files.size()];
        Arrays.fill(times, GONE);
        int from = 0;
        while (from < times.length) {
            ByteArrayOutputStream names = new ByteArrayOutputStream();
            int to = from;
            while (to < times.length && to - from < MOST_FILES && names.size() < MOST_BYTES) {
                names.writeBytes(ByteText.bytes(files.get(to++)));
                names.write(0);
            }
            Map<String, Long> there = ask(workdir, names.toByteArray());
            for (int i = from; i < to; i++) {
                times[i] = there.getOrDefault(files.get(i), GONE);
            }
            from = to;
        }
        return times;
    }

    private Map<String, Long> ask(String workdir, byte[] names) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", TIMES, "outputs", work, workdir));
        argv.addAll(workdirs);
        Command command = new Command(argv, Input.of(names), LIMIT);
        Answer answer;
        try {
            answer = retries.idempotent(() -> shell.run(command));
        } catch (ShellFailure e) {
            Problem problem =
                    Problem.unreachable("the outputs are on " + shell.name() + ": " + e.getMessage(), e.advice());
            problem.initCause(e);
            throw problem;
        }
        if (answer.exit() == NO_FOLDER) {
            throw Problem.failed(
                    shell.name() + ": the folder " + answer.outText() + ", in which tasks run, is not there",
                    "see whether its file system is mounted; had it been removed, its tasks could not run again");
        }
        String trouble = answer.errText().strip();
        if (answer.exit() != 0 && trouble.isEmpty()) {
            trouble = "it ended with status " + answer.exit();
        }
        if (!trouble.isEmpty()) {
            throw Problem.failed(
                    shell.name() + ": whether outputs are there cannot be told: "
                            + trouble.lines().findFirst().orElse(""),
                    "look at the permissions there; nothing was changed");
        }
        return times(answer.out());
    }

    private static Map<String, Long> times(byte[] out) {
        Map<String, Long> times = new HashMap<>();
        int from = 0;
        for (int at = 0; at < out.length; at++) {
            if (out[at] == 0) {
                byte[] record = Arrays.copyOfRange(out, from, at);
                int blank = 0;
                while (blank < record.length && record[blank] != ' ') {
                    blank++;
                }
                String time = new String(record, 0, blank, StandardCharsets.US_ASCII);
                String name =
                        ByteText.of(Arrays.copyOfRange(record, Math.min(record.length, blank + 1), record.length));
                if (time.matches("-?\\d{1,18}")) {
                    times.put(name, Math.max(0, Long.parseLong(time)));
                }
                from = at + 1;
            }
        }
        return times;
    }
}
