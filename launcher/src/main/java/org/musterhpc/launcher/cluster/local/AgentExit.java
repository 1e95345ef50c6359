package org.musterhpc.launcher.cluster.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * An agent that is gone.
 *
 * @param agent its name
 * @param how in words: {@code exit 1}, {@code signal 9}
 * @param sequel what was done about it
 * @param output what it printed
 */
public record AgentExit(String agent, String how, Sequel sequel, Path output) {

    private static final String VOICE = "muster-agent: ";
    private static final int ENOUGH = 8192;

    /** How it ended, and why where it said so itself. */
    public String words() {
        String said = said();
        return said.isEmpty() ? how : how + ": " + said;
    }

    /** The last that the agent itself, not its JVM, printed; empty where that is nothing. */
    private String said() {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - ENOUGH));
            byte[] end = new byte[(int) Math.min(ENOUGH, file.length())];
            file.readFully(end);
            return new String(end, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(VOICE))
                    .reduce("", (before, line) -> line.substring(VOICE.length()).strip());
        } catch (IOException e) {
            return ""; // what it was is still told
        }
    }

    /** What became of its place. */
    public enum Sequel {
        /** It left by itself, all work done. */
        LEFT,
        /** Another is, or will after the back-off be, started. */
        REPLACED,
        /** Too many have died one after the other, or it cannot work at all: none is started again. */
        GIVEN_UP
    }
}
