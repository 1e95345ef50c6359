package org.musterhpc.launcher.bundle;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster's machine has, before anything is brought there.
 *
 * @param folder the site's folder, absolute
 * @param system as {@code uname -s} says it
 * @param processor as {@code uname -m} says it
 * @param javas in the order in which an agent looks for them
 * @param whole whether the bundle that was asked for is there
 * @param archives what it has of classes, {@code HASH:NAME}
 */
public record Landscape(
        String folder, String system, String processor, List<Java> javas, boolean whole, List<String> archives) {
    private static final int OLDEST = 17;

    public Landscape {
        javas = List.copyOf(javas);
        archives = List.copyOf(archives);
    }

    /** @param version of the language: 8 also where it calls itself 1.8 */
    public record Java(int version, String path) {}

    /** The Java that an agent would take; null where none is new enough. */
    public @Nullable Java java() {
        return javas.stream()
                .filter(java -> java.version() >= OLDEST)
                .findFirst()
                .orElse(null);
    }

    /** From what {@code look.sh} prints; lines of a login shell before it do not matter. */
    static Landscape read(String text) {
        String folder = "";
        String[] machine = {"", ""};
        List<Java> javas = new ArrayList<>();
        List<String> archives = new ArrayList<>();
        boolean whole = false;
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 3);
            if (words[0].equals("folder")) {
                folder = line.substring("folder".length()).strip();
            } else if (words.length == 3 && words[0].equals("machine")) {
                machine = new String[] {words[1], words[2]};
            } else if (words.length == 3 && words[0].equals("java")) {
                String version = words[1].startsWith("1.") ? words[1].substring(2) : words[1];
                javas.add(new Java(version.matches("\\d{1,4}") ? Integer.parseInt(version) : 0, words[2]));
            } else if (words.length == 2 && words[0].equals("archive")) {
                archives.add(words[1]);
            } else {
                whole |= line.equals("whole");
            }
        }
        return new Landscape(folder, machine[0], machine[1], javas, whole, archives);
    }
}
