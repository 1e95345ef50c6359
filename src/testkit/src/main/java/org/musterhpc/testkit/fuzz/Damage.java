package org.musterhpc.testkit.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What disks, networks and people do to files: bytes flipped, lost, doubled, torn off, foreign ones put in. */
public final class Damage {
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private Damage() {}

    /** One to five changes of a text. */
    public static String text(Random random, String whole) {
        String text = whole;
        for (int i = random.nextInt(5); i >= 0; i--) {
            text = change(random, text);
        }
        return text;
    }

    /** The same with bytes that need not be text. */
    public static byte[] bytes(Random random, byte[] whole) {
        if (random.nextInt(3) > 0) {
            return text(random, new String(whole, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        }
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(5); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextBoolean() ? bytes : torn(random, bytes);
    }

    /** The beginning, as after a power cut, with what the disk held there before behind it. */
    public static byte[] torn(Random random, byte[] whole) {
        int kept = random.nextInt(whole.length + 1);
        ByteArrayOutputStream torn = new ByteArrayOutputStream();
        torn.write(whole, 0, kept);
        byte[] rest = new byte[random.nextInt(3) == 0 ? random.nextInt(64) : 0];
        if (random.nextBoolean()) {
            random.nextBytes(rest);
        }
        torn.writeBytes(rest);
        return torn.toByteArray();
    }

    private static String change(Random random, String text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 8));
        String before = text.substring(0, from);
        String behind = text.substring(to);
        return switch (random.nextInt(8)) {
            case 0 -> before + behind;
            case 1 -> before + text.substring(from, to).repeat(1 + random.nextInt(3)) + text.substring(from);
            case 2 -> before + NastyText.piece(random) + text.substring(from);
            case 3 -> before + NastyText.piece(random) + behind;
            case 4 -> before;
            case 5 -> before + (char) (32 + random.nextInt(95)) + behind;
            case 6 -> number(random, text);
            default -> lines(random, text);
        };
    }

    private static String number(Random random, String text) {
        List<MatchResult> numbers = NUMBER.matcher(text).results().toList();
        if (numbers.isEmpty()) {
            return text;
        }
        MatchResult number = NastyText.pick(numbers, random);
        return text.substring(0, number.start()) + NastyText.number(random) + text.substring(number.end());
    }

    /** A line goes to another place, or stands there twice. */
    private static String lines(Random random, String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        String line = random.nextBoolean() ? NastyText.pick(lines, random) : lines.remove(random.nextInt(lines.size()));
        lines.add(random.nextInt(lines.size() + 1), line);
        return String.join("\n", lines);
    }
}
