package org.musterhpc.systemtests.documents;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.musterhpc.systemtests.documents.Page.PLACEHOLDER;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.musterhpc.systemtests.cluster.FakeSchedulers;
import org.musterhpc.systemtests.cluster.NoServiceManager;
import org.musterhpc.systemtests.documents.Page.Line;
import org.musterhpc.systemtests.documents.Page.Shown;
import org.musterhpc.systemtests.documents.Walks.Fate;
import org.musterhpc.systemtests.documents.Walks.Walk;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.RedisServer;

/** Does what a page says, in a home and a folder that nobody else has, on a machine whose schedulers are stand-ins. */
final class Reader implements AutoCloseable {
    private static final Fate FINE = new Fate("ends", "", 0);

    /** {@code -Ddocuments.told=true}: what each line printed. */
    private static final boolean TOLD = Boolean.getBoolean("documents.told");

    /** What is brought to clusters, made once for all pages. */
    private static final Path BUNDLES = temporary();

    private final Page page;
    private final Walk walk;
    private final Muster muster = new Muster();
    private final FakeSchedulers fake = new FakeSchedulers();
    private final Optional<RedisServer> redis;
    private final Map<String, String> words = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    Reader(Page page, Walk walk) throws IOException {
        this.page = page;
        this.walk = walk;
        Path bin = Files.createDirectories(muster.folder.resolve("bin"));
        for (String program : List.of("muster", "muster-agent")) {
            Files.createSymbolicLink(
                    bin.resolve(program), muster.root.resolve("bin").resolve(program));
        }
        fake.env().forEach(muster::variable);
        String path = NoServiceManager.path(muster.folder.resolve("boot"));
        String fakes = fake.env().get("PATH");
        muster.variable("PATH", bin + ":" + fakes.substring(0, fakes.indexOf(':')) + ":" + path);
        muster.variable("HOME", muster.folder.resolve("home").toString());
        muster.variable(
                "MUSTER_HOME", muster.folder.resolve("home/.local/state/muster").toString());
        muster.variable("ROOT", muster.root.toString());
        // A site's, for clusters; else Muster starts one by itself.
        redis = walk.given().toString().contains("$REDIS")
                ? Optional.of(RedisServer.start("appendonly yes"))
                : Optional.empty();
        redis.ifPresent(server -> muster.variable("REDIS", server.url()));
        muster.variable("REMOTE", fake.remote().toString());
        Path home = Files.createDirectories(muster.folder.resolve("home/.local/state/muster"));
        Files.createSymbolicLink(home.resolve("bundles"), BUNDLES);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("muster-bundles");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with the page or with its part of the list; empty where nothing is. */
    List<String> read() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        page.steps().forEach(step -> lines.addAll(step instanceof Line line ? List.of(line.text()) : List.of()));
        Set<String> listed = new LinkedHashSet<>(walk.fates().keySet());
        listed.addAll(walk.given().keySet());
        listed.addAll(walk.words().keySet());
        listed.removeIf(line -> line.isEmpty() || lines.contains(line));
        listed.forEach(line -> wrong.add("listed, but not in the page: " + line));
        give("");
        for (Page.Step step : page.steps()) {
            if (step instanceof Shown shown) {
                muster.write(shown.file(), shown.text());
            } else if (step instanceof Line line) {
                give(line.text());
                follow(line);
            }
        }
        return wrong;
    }

    private void give(String before) throws IOException, InterruptedException {
        words.putAll(walk.words().getOrDefault(before, Map.of()));
        for (String given : walk.given().getOrDefault(before, List.of())) {
            Process shell = shell(given);
            ended(shell);
            judge("given " + given, shell, 0);
        }
    }

    private void follow(Line line) throws IOException, InterruptedException {
        Fate fate = walk.fates().getOrDefault(line.text(), FINE);
        String where = page.name() + ":" + line.at() + ": " + line.text();
        String text = PLACEHOLDER.matcher(line.text()).replaceAll(found -> {
            String word = words.get(found.group());
            return Matcher.quoteReplacement(word == null ? found.group() : word);
        });
        switch (fate.kind()) {
            case "not" -> {}
            case "until" -> {
                Process shell = shell(text);
                await().atMost(Ceiling.TIME).until(() -> !shell.isAlive() || said().contains(fate.text()));
                if (!said().contains(fate.text())) {
                    wrong.add(where + "\n  did not say " + fate.text() + ":\n" + said());
                }
                shell.descendants().forEach(ProcessHandle::destroy);
                ended(shell);
            }
            default -> {
                if (!page.text().contains(fate.text())) {
                    wrong.add("not in the page: " + fate.text());
                }
                Process shell = shell(text);
                ended(shell);
                judge(where, shell, fate.status());
            }
        }
    }

    private Process shell(String line) throws IOException {
        muster.write("typed.sh", line);
        return muster.shell("exec bash -eo pipefail typed.sh < /dev/null");
    }

    private static void ended(Process shell) throws InterruptedException {
        if (!Ceiling.ends(shell)) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        shell.waitFor();
    }

    private void judge(String where, Process shell, int status) throws IOException {
        if (TOLD) {
            System.err.println(where + "\n" + said());
        }
        if (shell.exitValue() != status) {
            wrong.add(where + "\n  ended with " + shell.exitValue() + ", not " + status + ":\n" + said());
        }
    }

    private String said() throws IOException {
        return Files.readString(muster.folder.resolve("shell.out"))
                + Files.readString(muster.folder.resolve("shell.err"));
    }

    @Override
    public void close() {
        muster.close();
        // What goes on without the program that began it.
        await().atMost(Ceiling.TIME).until(() -> {
            List<ProcessHandle> left = left();
            left.forEach(ProcessHandle::destroyForcibly);
            return left.isEmpty();
        });
        fake.close();
        redis.ifPresent(RedisServer::close);
    }

    private List<ProcessHandle> left() {
        return ProcessHandle.allProcesses()
                .filter(process -> {
                    try {
                        return Files.readString(Path.of("/proc/" + process.pid() + "/environ"), ISO_8859_1)
                                .contains("MUSTER_FAKE_DIR=" + fake.folder() + "\0");
                    } catch (IOException e) {
                        return false;
                    }
                })
                .toList();
    }
}
