package org.musterhpc.launcher.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The last words of a program, which mostly say why it failed. */
public final class LastLine {
    private static final int END = 4_096;

    private LastLine() {}

    /** The last line of a file that is not blank, of its last 4 KiB; empty where there is none. */
    public static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, Files.size(file) - END));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .reduce("", (a, b) -> b);
        }
    }
}
