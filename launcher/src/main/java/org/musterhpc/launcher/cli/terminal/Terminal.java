package org.musterhpc.launcher.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What Java does not tell of the terminal: which streams it is at the end of, and how wide it is. */
final class Terminal {
    private static final int USUAL = 80;

    private Terminal() {}

    /** {@code isatty}: Java 17 can tell of input and output together only. */
    static boolean is(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        if (!Files.isSymbolicLink(link)) {
            return consoleIsTerminal();
        }
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Where there is no /proc (macOS): since 22, Java gives a console even where there is no terminal. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean consoleIsTerminal() {
        return System.console() != null;
    }

    /** Columns: {@code COLUMNS} where it is set, else what the terminal says. */
    static int width(Map<String, String> env) {
        String columns = env.getOrDefault("COLUMNS", "");
        if (columns.matches("[1-9]\\d{0,4}")) {
            return Integer.parseInt(columns);
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            stty.waitFor(1, TimeUnit.SECONDS);
            int space = size.indexOf(' ');
            int width = space < 0 ? 0 : Integer.parseInt(size.substring(space + 1));
            return width > 0 ? width : USUAL;
        } catch (IOException | NumberFormatException e) {
            return USUAL;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL;
        }
    }
}
