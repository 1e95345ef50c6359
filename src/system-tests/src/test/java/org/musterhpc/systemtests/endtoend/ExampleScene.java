package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.musterhpc.systemtests.cluster.NoServiceManager;

/** A copy of one of the set-ups in {@code examples}, and the blocks of its README for a shell, as its reader says them. */
final class ExampleScene implements AutoCloseable {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    final Muster muster = new Muster();
    final Path folder;
    final Path home = muster.folder.resolve("home/.local/state/muster");
    private final List<String> blocks;
    private final String begin;
    private final String path;

    /** @param instead words of the README that are others here, such as smaller numbers */
    ExampleScene(String name, Map<String, String> instead) throws IOException {
        folder = muster.folder.resolve("examples").resolve(name);
        copy(name);
        copy("handler");
        // What of the rest of the clone a README speaks of.
        Files.createSymbolicLink(muster.folder.resolve("src"), muster.root.resolve("src"));
        String readme = Files.readString(folder.resolve("README.md"));
        for (Map.Entry<String, String> word : instead.entrySet()) {
            assertThat(readme).contains(word.getKey());
            readme = readme.replace(word.getKey(), word.getValue());
        }
        blocks = BLOCK.matcher(readme).results().map(found -> found.group(1)).toList();
        // Where the reader is from the first block on, and what he has set there.
        begin = blocks.get(0)
                .lines()
                .filter(line -> line.matches("(cd|export) .*|\\w+=.*"))
                .reduce("", (before, line) -> before + line + "\n");
        muster.variable("HOME", muster.folder.resolve("home").toString());
        muster.variable("MUSTER_HOME", home.toString());
        muster.variable("MUSTER_CONFIG", folder.resolve("muster.yml").toString());
        path = muster.root.resolve("bin") + ":" + NoServiceManager.path(muster.folder.resolve("boot"));
        muster.variable("PATH", path);
    }

    /** What is found in this folder goes before all else. */
    void first(Path bin) {
        muster.variable("PATH", bin + ":" + path);
    }

    private void copy(String name) throws IOException {
        Path from = muster.root.resolve("examples");
        try (Stream<Path> files = Files.walk(from.resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = muster.folder.resolve("examples").resolve(from.relativize(file));
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    /** A file of the example with one of its texts replaced. */
    void change(String name, String text, String by) {
        String was = text(name);
        assertThat(was).contains(text);
        write(name, was.replace(text, by));
    }

    void append(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String name, String text) {
        muster.write(muster.folder.relativize(folder).resolve(name).toString(), text);
    }

    String text(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says one of the README's blocks, from 0; what it prints. Anything but status 0 is a failure. */
    String block(int number) {
        return shell(number == 0 ? blocks.get(0) : begin + blocks.get(number));
    }

    /** What is said where the README has led to. */
    String say(String lines) {
        return shell(begin + lines);
    }

    private String shell(String lines) {
        return muster.program("timeout", "300", "bash", "-euo", "pipefail", "-c", lines);
    }

    @Override
    public void close() {
        muster.close();
    }
}
