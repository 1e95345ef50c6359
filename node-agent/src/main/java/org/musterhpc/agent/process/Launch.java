package org.musterhpc.agent.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to start.
 *
 * @param argv the program, looked up on the PATH of {@code env} where it has no slash, and its arguments
 * @param env the whole environment; the spawner adds {@code MUSTER_TOKEN} and {@code MUSTER_AGENT}
 * @param workdir an existing folder
 * @param streams where its stdin comes from, and where its stdout and stderr go
 * @param token what no other task of this agent has; the task's processes carry it in their environment
 * @param bashs whether bash would have started this: only what the kernel itself runs, as bash runs other scripts its own way,
 *     and with the program's file in {@code _}
 */
public record Launch(
        List<String> argv, Map<String, String> env, Path workdir, Streams streams, String token, boolean bashs) {
    private static final Path NOTHING = Path.of("/dev/null");

    /**
     * @param in read from
     * @param out appended to; created with 0600 where it is missing
     * @param err the same, and may be the same file
     */
    public record Streams(Path in, Path out, Path err) {
        /** No input; all output in one file. */
        public static Streams to(Path output) {
            return new Streams(NOTHING, output, output);
        }
    }

    public Launch {
        argv = List.copyOf(argv);
        env = Map.copyOf(env);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("argv is empty: it must name a program");
        }
    }

    public Launch(List<String> argv, Map<String, String> env, Path workdir, Path output, String token) {
        this(argv, env, workdir, Streams.to(output), token, false);
    }

    public Path output() {
        return streams.err();
    }

    /** The same by other words. */
    public Launch asBashWould(List<String> words) {
        return new Launch(words, env, workdir, streams, token, true);
    }

    /** The environment may hold secrets, so it is not printed. */
    @Override
    public String toString() {
        return "Launch[" + argv.get(0) + ", workdir=" + workdir + "]";
    }
}
