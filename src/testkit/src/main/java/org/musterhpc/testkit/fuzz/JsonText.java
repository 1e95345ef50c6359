package org.musterhpc.testkit.fuzz;

import java.util.List;
import java.util.Random;

/** JSON by its grammar, of any shape. */
public final class JsonText {
    private JsonText() {}

    /** A value; containers hold others {@code depth} deep at the most. */
    public static String value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0 -> "null";
            case 1 -> random.nextBoolean() ? "true" : "false";
            case 2, 3 -> number(random);
            case 7 -> array(random, depth);
            case 8 -> object(random, depth, List.of());
            default -> quoted(NastyText.of(random));
        };
    }

    /** An object in which each of these keys may stand, with whatever value. */
    public static String object(Random random, int depth, List<String> keys) {
        StringBuilder json = new StringBuilder("{");
        for (int i = random.nextInt(4); i > 0; i--) {
            member(random, json, NastyText.of(random), depth);
        }
        for (String key : keys) {
            if (random.nextInt(3) == 0) {
                member(random, json, key, depth);
            }
        }
        return json.append('}').toString();
    }

    /** So many of one bracket, closed or not. */
    public static String deep(Random random) {
        int depth = 1 << random.nextInt(17);
        String open = random.nextBoolean() ? "[" : "{\"a\":";
        return open.repeat(depth) + (random.nextBoolean() ? "" : "1" + (open.equals("[") ? "]" : "}").repeat(depth));
    }

    /** As a JSON string. */
    public static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private static void member(Random random, StringBuilder json, String key, int depth) {
        json.append(json.length() > 1 ? "," : "")
                .append(quoted(key))
                .append(':')
                .append(value(random, depth - 1));
    }

    private static String array(Random random, int depth) {
        StringBuilder json = new StringBuilder("[");
        for (int i = random.nextInt(4); i > 0; i--) {
            json.append(json.length() > 1 ? "," : "").append(value(random, depth - 1));
        }
        return json.append(']').toString();
    }

    private static String number(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> "1e" + (random.nextInt(4) == 0 ? "999999999" : random.nextInt(400));
            case 1 -> "-" + random.nextInt(100) + "." + random.nextInt(100) + "E-" + random.nextInt(2000);
            case 2 -> "9".repeat(1 + random.nextInt(1200));
            default -> Long.toString(random.nextLong() >> random.nextInt(64));
        };
    }
}
