package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The programs as a user has them: {@code bin/muster} with a home of its own, and what it prints. */
public final class Muster implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long LIMIT_MINUTES = 5;

    static {
        train();
    }

    public final Path folder;
    public final Path root;
    private final Map<String, String> env = new HashMap<>();
    private final boolean ownConfig;
    private String umask = "022";
    private int runs;

    /** With the defaults: agents on this machine, and a Redis of its own. */
    public Muster() {
        this(null, Map.of());
    }

    /**
     * @param config {@code muster.yml} of a site; null: one of its own, see {@link #write}
     * @param more variables beside those that it has by itself
     */
    public Muster(Path config, Map<String, String> more) {
        try {
            folder = Files.createTempDirectory("muster-e2e");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        root = projectRoot();
        env.put("MUSTER_HOME", folder.resolve("home").toString());
        ownConfig = config == null;
        Path chosen = ownConfig ? write("muster.yml", "# the defaults\n") : config;
        env.putAll(more);
        env.put("MUSTER_CONFIG", chosen.toString());
        // The build that runs this test has just packaged the programs.
        env.put("MUSTER_BUILT", "1");
        env.put("NO_COLOR", "1");
    }

    /** Gives the packaged programs what those of a user have: an archive of their classes. Each then starts in half the time. */
    private static void train() {
        String script = "set -euo pipefail; root=$1; source bin/program.sh; train_packaged";
        Path root = projectRoot();
        try {
            int exit = new ProcessBuilder("bash", "-c", script, "train", root.toString())
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(root.resolve("launcher/target/train.log").toFile())
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("the programs could not be trained; see launcher/target/train.log");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The checkout that is tested. */
    public static Path projectRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** What a command printed and how it ended. */
    public record Ended(int exit, String out, String err) {
        public JsonNode json() {
            return parse(out);
        }

        public List<JsonNode> jsonLines() {
            return out.lines().map(Ended::parse).toList();
        }

        private static JsonNode parse(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
        }
    }

    public Path write(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** What is started from now on has this umask. */
    public void umask(String octal) {
        umask = octal;
    }

    /** What is started from now on has this variable. */
    public void variable(String name, String value) {
        env.put(name, value);
    }

    /** The text of a file in {@code examples}. */
    public String example(String name) {
        try {
            return Files.readString(root.resolve("examples").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What another program prints, with what a user's shell has set for muster; anything but status 0 is a failure. */
    public String program(String... words) {
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(env);
        try {
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(out).isZero();
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line for a shell that runs beside what the test does next, with what a user's shell has set for muster. */
    public Process shell(String line) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("shell.out").toFile())
                .redirectError(folder.resolve("shell.err").toFile());
        builder.environment().putAll(env);
        return builder.start();
    }

    public Process start(String... args) {
        return start(folder.resolve("run-" + runs + ".out"), folder.resolve("run-" + runs++ + ".err"), args);
    }

    private Process start(Path out, Path err, String... args) {
        // A build in the background ignores Ctrl-C, and what it starts would too; a user's terminal does not.
        List<String> words = new ArrayList<>(List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
        words.addAll(List.of("env", "--default-signal=INT"));
        words.add(root.resolve("bin/muster").toString());
        words.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(env);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs to the end; a command that takes minutes is a failure. */
    public Ended run(String... args) {
        return begin(args).end();
    }

    /** The same of one that must end with 0. */
    public Ended good(String... args) {
        Ended ended = run(args);
        assertThat(ended.exit()).as(String.join(" ", args) + ": " + ended).isZero();
        return ended;
    }

    /** Runs beside what the test does next. */
    public Running begin(String... args) {
        Path out = folder.resolve("run-" + runs + ".out");
        Path err = folder.resolve("run-" + runs++ + ".err");
        return new Running(String.join(" ", args), start(out, err, args), out, err);
    }

    /** A command that runs; {@code bin/muster} has become the program itself. */
    public record Running(String command, Process process, Path out, Path err) {
        public Ended end() {
            try {
                if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new AssertionError("muster " + command + " did not end; it said:\n" + Files.readString(out)
                            + Files.readString(err));
                }
                return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** Ends the embedded server, if one was started; agents end with their runs. */
    @Override
    public void close() {
        if (ownConfig) {
            run("redis", "stop");
        }
    }
}
