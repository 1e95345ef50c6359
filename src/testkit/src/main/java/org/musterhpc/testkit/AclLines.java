package org.musterhpc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The users of docs/operations.md, with their rights just as they stand there. */
public final class AclLines {
    private static final String PREFIX = "ACL SETUSER ";

    private final List<String> lines;

    private AclLines(List<String> lines) {
        this.lines = lines;
    }

    public static AclLines ofTheDocument() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(".mvn"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        try {
            return new AclLines(Files.readAllLines(folder.resolve("docs/operations.md")).stream()
                    .filter(line -> line.startsWith(PREFIX))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server's configuration with these users, whose passwords are {@link #password}, and {@code admin} without one. */
    public String[] settings(String... more) {
        List<String> settings = new ArrayList<>(Arrays.asList(more));
        settings.add("user admin on nopass ~* &* +@all");
        for (String line : lines) {
            String rule = line.substring(PREFIX.length());
            settings.add("user " + rule.replace("PASSWORD", password(rule.substring(0, rule.indexOf(' ')))));
        }
        return settings.toArray(String[]::new);
    }

    public static String password(String user) {
        return "word-of-" + user;
    }

    /** The commands that a user may say, such as {@code hget} and {@code script|load}. */
    public Set<String> commands(String user) {
        String line = lines.stream()
                .filter(each -> each.startsWith(PREFIX + user + " "))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line for " + user));
        Set<String> commands = new LinkedHashSet<>();
        for (String word : line.split(" ", -1)) {
            if (word.startsWith("+")) {
                commands.add(word.substring(1));
            }
        }
        return commands;
    }
}
