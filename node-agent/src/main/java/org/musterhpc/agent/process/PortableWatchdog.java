package org.musterhpc.agent.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A watchdog behind the pipe that {@link ProcessBuilder} makes; the JVM closes it in every other child. */
record PortableWatchdog(OutputStream pipe) implements Watchdog {

    static Watchdog start(List<String> command, String agentVariable) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().put("PATH", Watchdog.path());
            PortableWatchdog watchdog = new PortableWatchdog(builder.start().getOutputStream());
            watchdog.say(agentVariable);
            watchdog.say(""); // no limit marks our tasks
            return watchdog;
        } catch (IOException error) {
            throw new UncheckedIOException("cannot start the watchdog", error);
        }
    }

    @Override
    public void dismiss() {
        try (pipe) {
            say("end");
        } catch (IOException gone) {
            // Somebody has killed the watchdog; then there is nothing to dismiss.
            return;
        }
    }

    private void say(String line) throws IOException {
        pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        pipe.flush();
    }
}
