package org.musterhpc.launcher.yaml;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Writes YAML, each value such that every reader of YAML reads it back as it was. */
public final class YamlText {
    /** What means itself without quotes, to readers of YAML 1.1 as well; unless it is one of {@link #WORDS}. */
    private static final Pattern PLAIN =
            Pattern.compile("(\\.{0,2}/)?[A-Za-z_][A-Za-z0-9_./@%+=-]*|0|[1-9][0-9]*[A-Za-z]*|[1-9][0-9]*-[1-9][0-9]*");

    private static final Pattern WORDS = Pattern.compile("(?i)null|true|false|yes|no|on|off|y|n");

    private YamlText() {}

    public static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !WORDS.matcher(text).matches()) {
            return text;
        }
        return text.codePoints().allMatch(YamlText::printable) ? "'" + text.replace("'", "''") + "'" : escaped(text);
    }

    /** {@code [a, b]} */
    public static String list(Collection<String> texts) {
        return texts.stream().map(YamlText::scalar).collect(Collectors.joining(", ", "[", "]"));
    }

    /** {@code {a: b}} of texts. */
    public static String map(Map<String, String> texts) {
        return texts.entrySet().stream()
                .map(entry -> scalar(entry.getKey()) + ": " + scalar(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** A key a line, in the order in which they stand; texts of several lines as such. */
    public static String of(Map<String, ?> map) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setSplitLines(false);
        options.setProcessComments(false);
        return new Yaml(options).dump(map);
    }

    private static boolean printable(int point) {
        return (point >= 0x20 && point <= 0x7E)
                || (point >= 0xA0 && point <= 0xD7FF && point != 0x2028 && point != 0x2029)
                || (point >= 0xE000 && point <= 0xFFFD && point != 0xFEFF)
                || point >= 0x10000;
    }

    private static String escaped(String text) {
        StringBuilder line = new StringBuilder("\"");
        text.codePoints().forEach(point -> {
            switch (point) {
                case '"', '\\' -> line.append('\\').appendCodePoint(point);
                case '\n' -> line.append("\\n");
                case '\t' -> line.append("\\t");
                default -> {
                    if (printable(point)) {
                        line.appendCodePoint(point);
                    } else {
                        line.append(String.format("\\u%04x", point));
                    }
                }
            }
        });
        return line.append('"').toString();
    }
}
