package org.musterhpc.launcher.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of a line of a shell, as words; of the shell's language that which our documents are written in. */
final class ShellLine {
    /** A sign, or two, and the file or stream behind it. */
    private static final Pattern TARGET = Pattern.compile("[<>]+&? *[^ ;|&]*");

    private final String line;
    private final List<List<String>> commands = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private StringBuilder word = new StringBuilder();
    private boolean begun;

    private ShellLine(String line) {
        this.line = line;
    }

    /** What is redirected is left out, as a shell takes it away, and so is a comment. */
    static List<List<String>> commands(String line) {
        ShellLine read = new ShellLine(line);
        read.read();
        return List.copyOf(read.commands);
    }

    private void read() {
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '\'' || c == '"') {
                int end = line.indexOf(c, at + 1);
                end = end < 0 ? line.length() : end;
                word.append(line, at + 1, end);
                begun = true;
                at = end;
            } else if (c == ' ') {
                endWord();
            } else if (c == '#' && !begun) {
                break;
            } else if (c == '|' || c == ';' || c == '&') {
                endCommand();
            } else if (c == '>' || c == '<') {
                redirected();
                Matcher target = TARGET.matcher(line).region(at, line.length());
                at = target.lookingAt() ? target.end() - 1 : at;
            } else {
                word.append(c);
                begun = true;
            }
            at++;
        }
        endCommand();
    }

    /** What stands directly before the sign is the number of a stream. */
    private void redirected() {
        if (word.toString().matches("\\d")) {
            word = new StringBuilder();
            begun = false;
        }
        endWord();
    }

    private void endWord() {
        if (begun) {
            words.add(word.toString());
        }
        word = new StringBuilder();
        begun = false;
    }

    private void endCommand() {
        endWord();
        if (!words.isEmpty()) {
            commands.add(words);
        }
        words = new ArrayList<>();
    }
}
