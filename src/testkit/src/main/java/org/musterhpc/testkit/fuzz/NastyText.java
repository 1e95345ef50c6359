package org.musterhpc.testkit.fuzz;

import java.util.List;
import java.util.Random;

/** Texts that break things: shells, paths, numbers, terminals, encodings. */
public final class NastyText {
    /** The file that a text which became a command would make. */
    public static final String MARKER = "pwned";

    private static final List<String> SHELL = List.of(
            "'",
            "\"",
            "\\",
            "$",
            "`",
            "\n",
            "\t",
            " ",
            "*",
            "?",
            "[a]",
            "~",
            "!",
            "#",
            ";",
            "&",
            "|",
            "<",
            ">",
            "(",
            ")",
            "{",
            "}",
            "{a,b}",
            "{1..3}",
            "$(touch pwned)",
            "`touch pwned`",
            ";touch pwned;",
            "\ntouch pwned\n",
            "'$(touch pwned)'",
            "\"$(touch pwned)\"",
            "${IFS}touch${IFS}pwned",
            "${HOME}",
            "$HOME",
            "$((1+1))",
            "$[1+1]",
            "a[$(touch pwned)]",
            "<(touch pwned)",
            "<<EOF",
            "\nEOF\n",
            "\\n",
            "\\'",
            "\\\"",
            "''",
            "\"\"",
            "if",
            "done",
            "case",
            "A=b",
            "-n",
            "-e",
            "--",
            "%s",
            "%",
            "$'a'",
            "$\"a\"",
            "2>&1",
            "\\\n",
            "&&",
            ";;",
            "esac",
            "\r",
            "=",
            "|&",
            "!!",
            "^a^b",
            "{{id}}",
            "}}",
            "{{",
            "\u0001",
            "\u007f",
            "x",
            "abc",
            "");
    private static final List<String> PATHS = List.of(
            "../../x",
            "..",
            ".",
            "/",
            "/etc/x",
            "//",
            "a/../../b",
            "~/x",
            "~root/x",
            ".hidden",
            "-rf",
            "a/b/c",
            "con:aux",
            "%2e%2e%2f",
            "..\\..\\x",
            "a.log/b",
            "x.1.log",
            "\u0000",
            "a\u0000b",
            "a\nb",
            "a".repeat(300),
            "d/".repeat(200),
            "é".repeat(150));
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "1",
            "007",
            "1e999",
            "1e-999",
            "1E+1000000000",
            "NaN",
            "Infinity",
            "-Infinity",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9223372036854775807",
            "9223372036854775808",
            "99999999999999999999999999",
            "0x10",
            "1_000",
            "1.5",
            ".5",
            "1.",
            "1,5",
            "٣",
            "1:30:00",
            "999999999d",
            "99999-23:59:59",
            "999999:99:99",
            "999999999999T",
            "1.000001T",
            "0.000001K",
            "x2",
            "x0",
            "x-1",
            "x1e308",
            "1-1000000000000",
            "1-3:0",
            "5-1");
    private static final List<String> LETTERS = List.of(
            "é",
            "日本",
            "\uD83D\uDE00",
            "\uD83D",
            "\uDE00",
            "\u202e",
            "\u200f",
            "\ufeff",
            "\u00a0",
            "\u2028",
            "\u0085",
            "\u001b[2J",
            "\u001b]0;x\u0007",
            "\u009b31m",
            "e\u0301",
            "\uffff",
            "İ",
            "ß",
            "null",
            "true",
            "~",
            "NO",
            "yes");

    private NastyText() {}

    /** One to six pieces of any kind. */
    public static String of(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(piece(random));
        }
        return text.toString();
    }

    /** One piece of any kind. */
    public static String piece(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> pick(PATHS, random);
            case 1 -> pick(NUMBERS, random);
            case 2 -> pick(LETTERS, random);
            case 3 -> Character.toString(random.nextInt(Character.MAX_CODE_POINT));
            default -> pick(SHELL, random);
        };
    }

    /** A piece that is a number, or almost one. */
    public static String number(Random random) {
        return random.nextInt(4) == 0 ? Long.toString(random.nextLong() >> random.nextInt(64)) : pick(NUMBERS, random);
    }

    /** Text as an argument of a program can be it: without NUL and halves of surrogate pairs. */
    public static String argument(Random random) {
        String text = of(random).replace("\0", "");
        StringBuilder whole = new StringBuilder();
        text.codePoints()
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .forEach(whole::appendCodePoint);
        return whole.toString();
    }

    /** One of them. */
    public static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
