package org.musterhpc.launcher.dialect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An answer that a real scheduler gave, and how it has to be read: {@code captures/<dialect>/<operation>-<what>.txt}.
 *
 * @param ask operation and its arguments
 * @param expected lines behind {@code expect:}
 */
record Capture(Dialect dialect, String file, List<String> ask, List<String> expected, CommandResult answer) {
    private static final Pattern FORM = Pattern.compile(
            "(?s).*?^ask: ([^\\n]*)\\n.*?^exit: (-?\\d+)\\n--- out\\n(.*)^--- err\\n(.*)", Pattern.MULTILINE);

    static List<Capture> of(Dialect dialect) {
        Path folder = folder(dialect);
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().map(file -> read(dialect, file)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(Dialect dialect) {
        try {
            return Path.of(Objects.requireNonNull(
                            Capture.class.getResource("/captures/" + dialect.name()),
                            "there is no folder captures/" + dialect.name() + " in the test resources")
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Capture read(Dialect dialect, Path file) {
        try {
            String text = Files.readString(file);
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalStateException(file + " lacks one of: ask:, exit:, --- out, --- err");
            }
            return new Capture(
                    dialect,
                    file.getFileName().toString(),
                    Arrays.asList(form.group(1).split(" ", -1)),
                    text.lines()
                            .takeWhile(line -> !line.startsWith("--- out"))
                            .filter(line -> line.startsWith("expect: "))
                            .map(line -> line.substring("expect: ".length()))
                            .toList(),
                    new CommandResult(Integer.parseInt(form.group(2)), form.group(3), form.group(4)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String operation() {
        return ask.get(0);
    }

    List<String> arguments() {
        return ask.subList(1, ask.size());
    }

    @Override
    public String toString() {
        return dialect.name() + "/" + file;
    }
}
