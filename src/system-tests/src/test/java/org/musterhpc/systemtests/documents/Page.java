package org.musterhpc.systemtests.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a page of the documents gives its reader, in its order: files, lines to type, and lines within sentences. */
record Page(String name, String text, List<Step> steps) {
    /** Words that stand for what the reader has. */
    static final Pattern PLACEHOLDER = Pattern.compile("\\b(ID|TOPIC|VERSION)\\b");

    /** A line within a sentence that has one of these tells of a command, and is none to type. */
    private static final Pattern ANY = Pattern.compile(".*\\b(CAMPAIGN|NAME|FILE|DIR|PORT|POOL|STAGE|N)\\b.*");

    private static final Pattern INLINE = Pattern.compile("`((?:bin/)?muster [^`…\\[\\]]+)`");
    private static final Pattern MUSTER =
            Pattern.compile("(\\$ )?(nohup )?(\\S*/)?muster [a-z].*|.*\\| (\\S*/)?muster .*");
    /** Commands whose second word is a command, too. */
    private static final List<String> TWO_WORDS = List.of("pool", "redis", "completion");

    sealed interface Step {}

    /** A block whose first line is a comment with a file's name. */
    record Shown(String file, String text) implements Step {}

    /** @param inline within a sentence, which may speak of a line that stands elsewhere */
    record Line(int at, String text, boolean inline) implements Step {}

    static Page of(String name, List<String> lines) {
        Page page = new Page(name, String.join("\n", lines), new ArrayList<>());
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("```")) {
                int end = i + 1;
                while (!lines.get(end).startsWith("```")) {
                    end++;
                }
                page.block(lines.get(i).substring(3), i + 1, lines.subList(i + 1, end));
                i = end;
            } else {
                page.sentence(i + 1, lines.get(i));
            }
        }
        return page;
    }

    private void block(String language, int at, List<String> lines) {
        Matcher file = Pattern.compile("# ([\\w.-]+\\.\\w+)").matcher(lines.isEmpty() ? "" : lines.get(0));
        boolean shell = language.matches("sh|console");
        if (!shell && file.matches()) {
            steps.add(new Shown(file.group(1), String.join("\n", lines) + "\n"));
            return;
        }
        String begun = "";
        for (int i = 0; i < lines.size(); i++) {
            String line = begun + lines.get(i).strip();
            if (!shell && MUSTER.matcher(line).matches()) {
                throw new AssertionError(name + ":" + (at + 1 + i) + ": say ```sh or ```console above: " + line);
            }
            boolean typed = language.equals("sh") || line.startsWith("$ ");
            if (line.endsWith("\\")) {
                begun = line.substring(0, line.length() - 1);
            } else if (shell && typed && !line.isEmpty() && !line.startsWith("#")) {
                steps.add(new Line(at + 1 + i, bare(line), false));
                begun = "";
            }
        }
    }

    /** Without what is there for the reader alone. */
    private static String bare(String line) {
        return line.replaceFirst("^\\$ ", "").replaceFirst("\\s+# .*", "");
    }

    private void sentence(int at, String line) {
        Matcher inline = INLINE.matcher(line.replace("\\|", "|"));
        while (inline.find()) {
            if (whole(inline.group(1))) {
                steps.add(new Line(at, inline.group(1), true));
            }
        }
    }

    /** Whether it is more than a command's name: there is a word that is neither an option nor a placeholder. */
    private static boolean whole(String text) {
        List<String> words = List.of(text.split(" "));
        int first = TWO_WORDS.contains(words.get(1)) ? 3 : 2;
        return !ANY.matcher(text).matches()
                && !text.matches(".*\\w\\|\\w.*")
                && words.stream()
                        .skip(first)
                        .anyMatch(word -> !word.startsWith("-")
                                && !PLACEHOLDER.matcher(word).matches());
    }
}
