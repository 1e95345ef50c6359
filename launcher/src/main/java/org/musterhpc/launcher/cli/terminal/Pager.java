package org.musterhpc.launcher.cli.terminal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.view.Output;

/** Shows what is longer than a screen: on a terminal through the user's pager, elsewhere as it is. */
public final class Pager {
    /** Ends by itself where all fits on the screen, obeys colours and leaves what was shown. */
    private static final String USUAL = "less -FRX";

    /** What a shell says where there is no such program. */
    private static final int NOT_FOUND = 127;

    private Pager() {}

    /** Returns when it was read; {@code MUSTER_PAGER} and {@code PAGER} name another program, and an empty one none. */
    public static void show(Output out, Map<String, String> env, List<String> lines) {
        String command = env.getOrDefault("MUSTER_PAGER", env.getOrDefault("PAGER", USUAL));
        if (!out.look().live() || command.isBlank() || command.equals("cat") || !paged(out, command, lines)) {
            out.lines(lines);
        }
    }

    /** @return whether there was such a program */
    private static boolean paged(Output out, String command, List<String> lines) {
        out.flush();
        // Ctrl-C is the pager's while it runs: it takes it as the end of a search, and would be left without us.
        JvmSignals.handle("INT", number -> {});
        try {
            ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putIfAbsent("LESSCHARSET", "utf-8");
            Process pager = builder.start();
            try (Writer writer =
                    new BufferedWriter(new OutputStreamWriter(pager.getOutputStream(), StandardCharsets.UTF_8))) {
                for (String line : lines) {
                    writer.write(out.shown(line) + "\n");
                }
            } catch (IOException e) {
                // Whoever has read enough leaves before the end, and says so by closing it.
            }
            return pager.waitFor() != NOT_FOUND;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
