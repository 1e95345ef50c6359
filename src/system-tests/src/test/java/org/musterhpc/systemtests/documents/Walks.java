package org.musterhpc.systemtests.documents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The list beside this class: what the reader of a page has, and what becomes of lines that cannot just be run. */
final class Walks {
    private final Map<String, Walk> pages = new LinkedHashMap<>();

    /**
     * @param given before the line, or before all of them: {@code ""}
     * @param words what a placeholder stands for from the line on
     */
    record Walk(Map<String, List<String>> given, Map<String, Fate> fates, Map<String, Map<String, String>> words) {}

    /** How a line ends: {@code not} at all, {@code until} it has printed a text, with the status that it {@code ends} with. */
    record Fate(String kind, String text, int status) {}

    static Walks listed() {
        try (InputStream in = Walks.class.getResourceAsStream("/documented-lines.txt")) {
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Walks of(String text) {
        Walks walks = new Walks();
        Walk walk = new Walk(Map.of(), Map.of(), Map.of());
        String before = "";
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", 2);
            switch (words[0]) {
                case "", "#" -> {}
                case "page" -> {
                    walk = new Walk(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
                    walks.pages.put(words[1], walk);
                    before = "";
                }
                case "before" -> before = words[1];
                case "given" ->
                    walk.given.computeIfAbsent(before, key -> new ArrayList<>()).add(words[1]);
                case "where" ->
                    walk.words
                            .computeIfAbsent(before, key -> new HashMap<>())
                            .put(words[1].split(" = ", 2)[0], words[1].split(" = ", 2)[1]);
                case "not", "until", "ends" -> fate(walk, words);
                default -> throw new AssertionError("not understood in the list: " + line);
            }
        }
        return walks;
    }

    private static void fate(Walk walk, String[] words) {
        String[] parts = words[1].split("  \\|  ", 2);
        boolean ends = words[0].equals("ends");
        int status = ends ? Integer.parseInt(parts[0].substring(0, 1)) : 0;
        Fate old = walk.fates.put(
                parts[1], new Fate(words[0], ends ? parts[0].substring(1).strip() : parts[0], status));
        if (old != null) {
            throw new AssertionError("twice in the list: " + parts[1]);
        }
    }

    /** In the order in which they are to be read. */
    Map<String, Walk> pages() {
        return pages;
    }
}
