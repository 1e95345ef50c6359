package org.musterhpc.launcher.top;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.TextWidth;

/**
 * What is on the screen: keys and what was seen go in, lines come out. It knows no terminal, asks nobody and does nothing
 * by itself.
 */
final class Top {
    private final Deque<Page> pages = new ArrayDeque<>();
    private Seen seen = Seen.NOTHING;
    private @Nullable Act asked;
    private @Nullable Act due;
    private @Nullable StringBuilder typed;
    private String said = "";
    private boolean over;

    /** @param campaign the one to begin with; null: all */
    Top(@Nullable String campaign) {
        pages.push(new CampaignsPage());
        if (campaign != null) {
            pages.push(new CampaignPage(campaign));
        }
    }

    private Page page() {
        return pages.element();
    }

    TopQuery wanted() {
        return page().wanted();
    }

    boolean over() {
        return over;
    }

    void see(Seen now) {
        seen = now;
        pages.forEach(page -> page.see(now));
    }

    /** What came of something that was done. */
    void hear(String line) {
        said = Harmless.line(line);
    }

    /** What is to be done now, once; null: nothing. */
    @Nullable
    Act takeDue() {
        Act taken = due;
        due = null;
        return taken;
    }

    void press(Key key) {
        said = "";
        if (key.kind() == Key.Kind.INTERRUPT) {
            over = true;
        } else if (asked != null) {
            answer(key);
        } else if (typed != null) {
            type(key, typed);
        } else if (!page().press(key)) {
            command(key);
        }
    }

    private void answer(Key key) {
        if (key.character() == 'y' || key.character() == 'Y') {
            due = asked;
            said = "…";
        } else {
            said = "nothing was changed";
        }
        asked = null;
    }

    private void type(Key key, StringBuilder text) {
        switch (key.kind()) {
            case ENTER -> {
                page().search(text.toString());
                typed = null;
            }
            case BACK -> typed = null;
            case ERASE -> text.setLength(text.isEmpty() ? 0 : text.offsetByCodePoints(text.length(), -1));
            case CHARACTER -> text.appendCodePoint(key.character());
            default -> {} // moves nothing while somebody types
        }
    }

    private void command(Key key) {
        switch (key.kind()) {
            case ENTER -> open(page().opened());
            case BACK, ERASE -> back();
            case CHARACTER -> letter(key.character());
            default -> {} // nothing here
        }
    }

    private void letter(int character) {
        switch (character) {
            case 'j' -> page().press(Key.of(Key.Kind.DOWN));
            case 'k' -> page().press(Key.of(Key.Kind.UP));
            case 'g' -> page().press(Key.of(Key.Kind.HOME));
            case 'G' -> page().press(Key.of(Key.Kind.END));
            case '/' -> typed = page().searches() ? new StringBuilder() : null;
            case 'p' -> ask(Act.Kind.PAUSE);
            case 'u' -> ask(Act.Kind.RESUME);
            case 'x' -> ask(Act.Kind.CANCEL);
            case 'r' -> ask(Act.Kind.RETRY);
            case 'a' -> {
                String campaign = wanted().campaign();
                open(campaign == null || page() instanceof AgentsPage ? null : new AgentsPage(campaign));
            }
            case '?' -> open(page() instanceof HelpPage ? null : new HelpPage(wanted()));
            case 'q' -> over = true;
            default -> said = "? tells what the keys do";
        }
    }

    private void ask(Act.Kind kind) {
        asked = page().act(kind);
        said = asked == null ? "nothing is chosen" : "";
    }

    private void open(@Nullable Page page) {
        if (page != null) {
            pages.push(page);
            page.see(seen);
        }
    }

    private void back() {
        if (pages.size() > 1) {
            pages.pop();
        }
    }

    /** As many lines as there are rows; no foreign text in them can command a terminal. They may be wider than it. */
    List<String> lines(TextStyle look, int rows) {
        List<String> lines = new ArrayList<>();
        lines.add(look.paint().bold("muster top") + "  " + page().title(look));
        int room = Math.max(0, rows - 2);
        lines.addAll(page().lines(look, room));
        while (lines.size() < rows - 1) {
            lines.add("");
        }
        lines.add(foot(look));
        return lines.subList(Math.max(0, lines.size() - rows), lines.size());
    }

    private String foot(TextStyle look) {
        String cut = look.glyphs().ellipsis();
        Act question = asked;
        if (question != null) {
            String ends = " [y/N] ";
            return look.paint().warn(TextWidth.cut(question.question(), look.width() - ends.length(), cut) + ends);
        }
        StringBuilder text = typed;
        if (text != null) {
            return "/" + Harmless.line(text.toString()) + "_";
        }
        if (!said.isEmpty()) {
            return TextWidth.cut(said, look.width(), cut);
        }
        if (!seen.trouble().isEmpty()) {
            return look.paint().bad(TextWidth.cut(Harmless.line(seen.trouble()), look.width(), cut));
        }
        return look.paint().dim(TextWidth.cut(page().keys(), look.width(), cut));
    }
}
