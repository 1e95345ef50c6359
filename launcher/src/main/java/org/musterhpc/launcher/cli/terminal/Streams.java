package org.musterhpc.launcher.cli.terminal;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.TextStyle;

/**
 * Results go to {@code out}; progress, notes and errors to {@code err}. Both are there from the start, so that even an
 * error in the arguments looks as it should.
 *
 * @param interactive whether somebody can be asked: standard input is a terminal
 */
public record Streams(Output out, Output err, InputStream in, boolean interactive) {

    public static Streams real(Map<String, String> env) {
        boolean utf8 = speaksUtf8(env);
        return new Streams(
                new Output(new FileOutputStream(FileDescriptor.out), look(1, env, utf8)),
                new Output(new FileOutputStream(FileDescriptor.err), look(2, env, utf8)),
                System.in,
                Terminal.is(0));
    }

    /** The same without colours. */
    public Streams withoutColour() {
        return new Streams(out.with(plain(out.look())), err.with(plain(err.look())), in, interactive);
    }

    private static TextStyle plain(TextStyle look) {
        return new TextStyle(look.width(), false, look.utf8(), look.live());
    }

    private static TextStyle look(int descriptor, Map<String, String> env, boolean utf8) {
        if (!Terminal.is(descriptor) || "dumb".equals(env.get("TERM"))) {
            return TextStyle.plain(utf8);
        }
        boolean colour = env.getOrDefault("NO_COLOR", "").isEmpty();
        return new TextStyle(Terminal.width(env), colour, utf8, true);
    }

    /** The variable that decides on characters is the first of these that is set; macOS speaks UTF-8 without one. */
    static boolean speaksUtf8(Map<String, String> env) {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = env.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
            }
        }
        return System.getProperty("os.name", "").startsWith("Mac");
    }

    /** Asks; anything but a yes is a no. */
    public boolean agrees(String question) {
        err.raw(Harmless.line(question) + " [y/N] ");
        err.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(in, Charset.defaultCharset())).readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            return false;
        }
    }
}
