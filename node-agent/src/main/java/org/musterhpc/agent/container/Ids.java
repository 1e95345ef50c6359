package org.musterhpc.agent.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose processes these are: ids of a user, a group and further groups. */
record Ids(long user, long group, List<Long> groups) {
    private static final Pattern LINE = Pattern.compile("(?m)^(Uid|Gid|Groups):[ \\t]*(.*)$");

    Ids {
        groups = List.copyOf(groups);
    }

    /**
     * This process's own.
     *
     * @throws IOException where this is no Linux
     */
    static Ids own() throws IOException {
        return parsed(Files.readString(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1));
    }

    /** @param status as {@code /proc/PID/status} has it: real, effective, saved and file system ids */
    static Ids parsed(String status) {
        long user = 0;
        long group = 0;
        List<Long> groups = new ArrayList<>();
        Matcher line = LINE.matcher(status);
        while (line.find()) {
            List<Long> numbers = numbers(line.group(2));
            switch (line.group(1)) {
                case "Uid" -> user = numbers.get(1);
                case "Gid" -> group = numbers.get(1);
                default -> groups.addAll(numbers);
            }
        }
        groups.remove(group);
        return new Ids(user, group, groups);
    }

    private static List<Long> numbers(String text) {
        List<Long> numbers = new ArrayList<>();
        StringTokenizer words = new StringTokenizer(text);
        while (words.hasMoreTokens()) {
            numbers.add(Long.valueOf(words.nextToken()));
        }
        return numbers;
    }

    boolean root() {
        return user == 0;
    }
}
