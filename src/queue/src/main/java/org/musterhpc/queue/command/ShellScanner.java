package org.musterhpc.queue.command;

import static org.musterhpc.queue.command.ShellFrame.Kind.ARITHMETIC;
import static org.musterhpc.queue.command.ShellFrame.Kind.DOUBLE;
import static org.musterhpc.queue.command.ShellFrame.Kind.EXPANSION;
import static org.musterhpc.queue.command.ShellFrame.Kind.SHELL;
import static org.musterhpc.queue.command.ShellFrame.Kind.SINGLE;
import static org.musterhpc.queue.command.ShellFrame.Kind.SUBSTITUTION;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a shell line as bash does, as far as is needed to know how each placeholder must be quoted. Where it
 * depends on more than that, placeholders behind the place are refused: a wrong guess would run a value as code.
 */
final class ShellScanner {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]");
    private static final Pattern CALCULATING_TEST = Pattern.compile("\\s-(?:eq|ne|lt|le|gt|ge|v|R)\\s");
    private static final String ENDS_WORD = " \t\n;&|()<>";

    private final String text;
    private final Filling.Collector pieces = new Filling.Collector();
    private final Deque<ShellFrame> frames = new ArrayDeque<>();
    private final Heredocs heredocs = new Heredocs();
    private int at;
    private int calculatesUntil;
    private @Nullable String lost;

    ShellScanner(String text) {
        this.text = text;
        frames.push(new ShellFrame(SHELL, 0, false, 0));
    }

    Filling scan() {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw problem(nul, "a NUL character cannot stand in a command");
        }
        while (at < text.length()) {
            Placeholders.Found found = Placeholders.at(text, at);
            if (found != null) {
                slot(found);
            } else if (Placeholders.escapedAt(text, at)) {
                pieces.text("{{");
                at += 4;
            } else {
                step(frame(), text.charAt(at));
            }
        }
        if (frames.size() > 1 && lost == null) {
            throw problem(frame().opened, frame().kind.form() + " is opened here and never closed");
        }
        return pieces.filling();
    }

    private void step(ShellFrame frame, char c) {
        switch (frame.kind) {
            case SINGLE -> {
                take(1);
                if (c == '\'') {
                    frames.pop();
                }
            }
            case DOUBLE -> {
                if (c == '"') {
                    take(1);
                    frames.pop();
                } else {
                    inQuotesOrNot(c);
                }
            }
            case EXPANSION -> {
                if (c == '}') {
                    take(1);
                    frames.pop();
                } else if (c == '\'' && frame.inDouble) {
                    // "${x:-'a'}" and "${x%'a'}" read the quotes differently.
                    lose("a single quote within \"${...}\"");
                    take(1);
                } else if (!quote(c)) {
                    inQuotesOrNot(c);
                }
            }
            case ARITHMETIC -> {
                if (c == '\'') {
                    lose("a single quote within ((...))");
                    take(1);
                } else if (!parenthesis(frame, c) && !quote(c)) {
                    inQuotesOrNot(c);
                }
            }
            default -> bare(frame, c);
        }
    }

    private void bare(ShellFrame frame, char c) {
        boolean wordStart = frame.word == at;
        if (wordStart && c == '#') {
            int newline = text.indexOf('\n', at);
            opaque(newline < 0 ? text.length() : newline, "a comment, where a line break in a value would end it", "");
            return;
        }
        if (wordStart && text.startsWith("[[", at)) {
            int end = text.indexOf("]]", at);
            if (end > 0 && CALCULATING_TEST.matcher(text.substring(at, end)).find()) {
                calculatesUntil = end;
            }
        }
        if (wordStart && frame.kind == SUBSTITUTION && text.startsWith("case", at) && endsWord(at + 4)) {
            lose("'case' within $(...)");
        }
        if (wordStart && text.startsWith("((", at)) {
            open(ARITHMETIC, 2, 2);
        } else if (text.startsWith("<<<", at)) {
            take(3);
            frame.word = at;
        } else if (text.startsWith("<<", at)) {
            heredoc(frame);
        } else if (c == '\n' && heredocs.waiting()) {
            take(1);
            opaque(heredocs.end(text, at), "a here-document", " there (with an unquoted delimiter)");
            frame.word = at;
        } else if (!parenthesis(frame, c) && !quote(c)) {
            inQuotesOrNot(c);
            if (ENDS_WORD.indexOf(c) >= 0) {
                frame.word = at;
            }
        }
    }

    private boolean parenthesis(ShellFrame frame, char c) {
        if (c != '(' && c != ')') {
            return false;
        }
        take(1);
        frame.word = at;
        frame.depth += c == '(' ? 1 : -1;
        // At the outermost level a lone ) belongs to a case, and nothing hangs on it.
        if (frame.kind != SHELL && frame.depth == 0) {
            if (frame.kind == ARITHMETIC && text.charAt(at - 2) != ')') {
                lose("'((', which is closed like two subshells");
            }
            if (heredocs.waiting()) {
                lose("a here-document that begins within $(...)");
            }
            frames.pop();
            if (text.charAt(frame.opened) == '(') {
                frame().word = at;
            }
        }
        return true;
    }

    private boolean quote(char c) {
        if (c == '\'') {
            open(SINGLE, 1, 0);
        } else if (c == '"') {
            open(DOUBLE, 1, 0);
        } else {
            return false;
        }
        return true;
    }

    /** What means the same inside double quotes and outside of quotes. */
    private void inQuotesOrNot(char c) {
        if (c == '\n' && heredocs.waiting()) {
            lose("a line break within quotes before a here-document");
        }
        if (c == '\\') {
            refuseNext(1, "a backslash", "leave the backslash out");
            take(Math.min(text.startsWith("{{", at + 1) ? 1 : 2, text.length() - at));
        } else if (c == '`') {
            opaque(RawQuote.end(text, at, 1, '`'), "backticks", " there, or $(...) for the backticks,");
        } else if (c == '$') {
            dollar();
        } else {
            take(1);
        }
    }

    private void dollar() {
        refuseNext(1, "a $", "leave it out, or write \\$ for a dollar sign");
        if (text.startsWith("$((", at)) {
            open(ARITHMETIC, 3, 2);
        } else if (text.startsWith("$(", at)) {
            open(SUBSTITUTION, 2, 1);
        } else if (text.startsWith("${", at)) {
            open(EXPANSION, 2, 0);
        } else if (text.startsWith("$[", at)) {
            lose("$[...]");
            take(2);
        } else if (text.startsWith("$'", at) && frame().kind != DOUBLE) {
            if (frame().inDouble) {
                lose("a single quote within \"${...}\"");
            }
            opaque(RawQuote.end(text, at, 2, '\''), "$'...'", "");
        } else {
            Matcher name = NAME.matcher(text).region(at + 1, text.length());
            int length = name.lookingAt() ? name.end() - at : 1;
            refuseNext(length, "a variable", "write ${name} with braces");
            take(length);
        }
    }

    private void heredoc(ShellFrame frame) {
        int behind = heredocs.announce(text, at + 2);
        if (behind == at + 2) {
            lose("'<<' without a word behind it");
        }
        opaque(Math.max(behind, at + 2), "the delimiter of a here-document", "");
        frame.word = at;
    }

    private void slot(Placeholders.Found found) {
        if (lost != null) {
            throw problem(at, Seat.unsafe(found.name(), "behind " + lost + ", where quoting cannot be told", ""));
        }
        ShellFrame top = frame();
        ShellFrame around = top;
        for (ShellFrame frame : frames) {
            around = frame;
            if (!frame.kind.quotes()) {
                break;
            }
        }
        if (around.kind == EXPANSION) {
            throw problem(at, Seat.unsafe(found.name(), "within ${...}", ""));
        }
        if (around.kind == ARITHMETIC || at < calculatesUntil || Seat.subscript(text, around.word, at)) {
            if (at > 0 && "+-".indexOf(text.charAt(at - 1)) >= 0) {
                pieces.text(" "); // i-{{n}} with -1 must not become i--1
            }
            pieces.slot(found.name(), ValueQuoting.NUMBER);
        } else {
            pieces.slot(found.name(), Seat.quoting(text, at, found.end(), top.kind));
        }
        at = found.end();
    }

    /** Passes a stretch on in which the shell sees no quotes of its own, and no placeholder may stand. */
    private void opaque(int end, String where, String more) {
        while (at < Math.min(end, text.length())) {
            Placeholders.Found found = Placeholders.at(text, at);
            if (found != null) {
                throw problem(at, Seat.unsafe(found.name(), "in " + where, more));
            }
            if (Placeholders.escapedAt(text, at)) {
                pieces.text("{{");
                at += 4;
            } else {
                take(1);
            }
        }
    }

    private void refuseNext(int offset, String what, String instead) {
        Placeholders.Found found = Placeholders.at(text, at + offset);
        if (found != null) {
            throw problem(
                    at + offset,
                    "{{" + found.name() + "}} follows right behind " + what + ", which would change it; " + instead);
        }
    }

    private TemplateException problem(int offset, String what) {
        return new TemplateException(text, offset, what);
    }

    private void lose(String why) {
        if (lost == null) {
            lost = why;
        }
    }

    private boolean endsWord(int offset) {
        return offset >= text.length() || ENDS_WORD.indexOf(text.charAt(offset)) >= 0;
    }

    private ShellFrame frame() {
        return frames.element();
    }

    private void open(ShellFrame.Kind kind, int length, int depth) {
        ShellFrame outer = frame();
        boolean inDouble = outer.kind == DOUBLE || (outer.kind == EXPANSION && outer.inDouble);
        frames.push(new ShellFrame(kind, at, inDouble, depth));
        take(length);
        frame().word = at;
    }

    private void take(int length) {
        pieces.text(text.substring(at, at + length));
        at += length;
    }
}
