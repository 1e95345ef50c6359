package org.musterhpc.agent.diary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** The agent's own log: a line an event, with Redis' time and a level. */
public final class Diary {
    private final Appendable out;
    private final InstantSource clock;

    /**
     * @param out where each line is handed over whole
     */
    public Diary(Appendable out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    public void info(String text) {
        write("INFO", text);
    }

    public void warn(String text) {
        write("WARN", text);
    }

    private synchronized void write(String level, String text) {
        String line = clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + level + " " + text.replace('\n', ' ');
        try {
            out.append(line + "\n");
        } catch (IOException e) {
            // A full disk must not cost the tasks; what we wanted to say is still worth something on stderr.
            System.err.println(line + " (and the diary cannot be written: " + e.getMessage() + ")");
        } catch (UncheckedIOException e) {
            System.err.println(line);
        }
    }
}
