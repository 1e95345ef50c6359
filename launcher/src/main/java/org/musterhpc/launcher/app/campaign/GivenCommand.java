package org.musterhpc.launcher.app.campaign;

import org.jspecify.annotations.Nullable;

/**
 * A command as it was given, to be said again with another option in it.
 *
 * @param verb which command, such as {@code run}
 * @param what its file and options, as they are typed
 * @param name the campaign's name that was given with it; null: none was
 * @param words what comes last, from {@code --} on; empty: nothing does
 */
public record GivenCommand(
        String verb, String what, @Nullable String name, String words) {
    /** A command about a file. */
    public static GivenCommand ofFile(String verb, String file, @Nullable String name) {
        return new GivenCommand(verb, file, name, "");
    }

    public GivenCommand as(String otherVerb) {
        return new GivenCommand(otherVerb, what, name, words);
    }

    /** The line, with more options. */
    public String with(String options) {
        return line(name, " " + options);
    }

    /** The line, with another name for the campaign. */
    public String named(String other) {
        return line(other, "");
    }

    @Override
    public String toString() {
        return line(name, "");
    }

    private String line(@Nullable String called, String options) {
        return "muster " + verb + (what.isEmpty() ? "" : " " + what) + (called == null ? "" : " --name " + called)
                + options + (words.isEmpty() ? "" : " " + words);
    }
}
