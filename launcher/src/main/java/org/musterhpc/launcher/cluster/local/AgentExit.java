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
 * @param sequel what follows
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

    /** The last line that the agent itself, not its JVM, printed; empty where there is none. */
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

    /** What follows an agent's exit. */
    public enum Sequel {
        /** It left by itself, all work done. */
        LEFT,
        /** Another agent is started after a back-off. */
        REPLACED,
        /** No agent is started again: too many have died in a row, or it cannot work at all. */
        GIVEN_UP
    }
}
