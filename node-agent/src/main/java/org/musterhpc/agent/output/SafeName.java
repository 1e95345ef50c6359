package org.musterhpc.agent.output;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Turns any text into names of files: distinct texts into distinct names, none of which leaves the folder it stands in.
 *
 * <p>What is not a letter, digit or one of {@code . _ - + = , @} becomes {@code %XX}, as in URLs; what is too long, its
 * beginning and a hash.
 */
final class SafeName {
    private static final int LONGEST = 200;
    private static final int KEPT = 100;
    private static final int DEEPEST = 16;
    private static final String PLAIN = "._-+=,@";
    private static final String FILE_ENDING = ".log";

    /** No escape begins like this, so no text that was escaped looks like one that was cut. */
    private static final String HASHED = "%-";

    private SafeName() {}

    /** A path below a folder, with the text's slashes as separators. No folder in it ends in {@code .log}. */
    static String path(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length > DEEPEST) {
            return HASHED + hash(text);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            String name = of(parts[i]);
            boolean folder = i < parts.length - 1;
            if (folder && name.endsWith(FILE_ENDING)) {
                // Else the folder of task "a.1.log/b" would stand where the log of task "a" does.
                name = name.substring(0, name.length() - FILE_ENDING.length()) + "%2Elog";
            }
            names.add(name);
        }
        return String.join("/", names);
    }

    /** One name, at most 200 characters of ASCII. */
    static String of(String text) {
        if (text.isEmpty()) {
            return "%";
        }
        if (text.equals(".") || text.equals("..")) {
            return text.replace(".", "%2E");
        }
        StringBuilder name = new StringBuilder();
        text.codePoints().forEach(point -> append(name, point));
        return name.length() <= LONGEST ? name.toString() : name.substring(0, KEPT) + HASHED + hash(text);
    }

    private static void append(StringBuilder name, int point) {
        boolean letter = point < 128 && Character.isLetterOrDigit(point);
        if (letter || PLAIN.indexOf(point) >= 0) {
            name.appendCodePoint(point);
        } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            name.append("%u").append(Integer.toHexString(point)); // half a pair has no UTF-8
        } else {
            for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                name.append("%%%02X".formatted(b));
            }
        }
    }

    private static String hash(String text) {
        try {
            // UTF-16 tells halves of pairs apart, too.
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            text.chars().forEach(unit -> {
                digest.update((byte) (unit >> 8));
                digest.update((byte) unit);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
