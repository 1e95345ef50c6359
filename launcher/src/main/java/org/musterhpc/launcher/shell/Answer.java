package org.musterhpc.launcher.shell;

import java.nio.charset.StandardCharsets;

/** What a command that has ended left: its exit status (0 to 255) and all that it wrote. */
public final class Answer {
    private final int exit;
    private final byte[] out;
    private final byte[] err;

    public Answer(int exit, byte[] out, byte[] err) {
        this.exit = exit;
        this.out = out;
        this.err = err;
    }

    /** Exit status; 128 + signal where it was killed. */
    public int exit() {
        return exit;
    }

    /** Standard output, whole. */
    public byte[] out() {
        return out.clone();
    }

    /** Standard error; the first MiB of it. */
    public byte[] err() {
        return err.clone();
    }

    /** Standard output as UTF-8. */
    public String outText() {
        return new String(out, StandardCharsets.UTF_8);
    }

    /** Standard error as UTF-8. */
    public String errText() {
        return new String(err, StandardCharsets.UTF_8);
    }

    /** Sizes only: what commands print is not for logs. */
    @Override
    public String toString() {
        return "exit " + exit + ", " + out.length + " bytes out, " + err.length + " bytes err";
    }
}
