package org.musterhpc.launcher.view;

/** The few signs beyond letters; each has a stand-in for terminals that know ASCII only. */
public record Glyphs(
        String done,
        String failed,
        String running,
        String waiting,
        String dot,
        String times,
        String ellipsis,
        String dash,
        String arrow,
        String yes,
        String no) {
    static final Glyphs UTF8 = new Glyphs("━", "×", "╍", "─", " · ", "×", "…", "–", "→", "✓", "✗");
    static final Glyphs ASCII = new Glyphs("#", "x", ">", ".", ", ", "x", "...", "-", "->", "ok", "x");
}
