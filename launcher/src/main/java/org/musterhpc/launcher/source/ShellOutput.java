package org.musterhpc.launcher.source;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.musterhpc.launcher.home.EndSignal;
import org.musterhpc.launcher.home.ScratchPath;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.secret.Secrets;
import org.musterhpc.launcher.source.NumberedLines.NotUtf8Exception;
import org.musterhpc.launcher.text.LastLine;

/** What a shell command prints, read while it runs; it runs in the campaign file's folder. */
record ShellOutput(Spot at, String command) {

    /** Reads what it prints. */
    interface Reading {
        void read(InputStream out) throws IOException, NotUtf8Exception;
    }

    String firstLine() {
        return command.lines().findFirst().orElse("");
    }

    /**
     * @throws Problem where it fails, or what it prints cannot be read
     */
    void read(Reading reading) {
        try (ScratchPath scratch = ScratchPath.folder("muster-source-")) {
            run(reading, scratch.path().resolve("errors"));
        } catch (NotUtf8Exception e) {
            throw at.usage("what the command prints " + e.what(), e.advice());
        } catch (IOException e) {
            throw at.usage("the command cannot be run: " + e.getMessage(), "run it by hand: " + command);
        }
    }

    private void run(Reading reading, Path errors) throws IOException, NotUtf8Exception {
        File folder = at.folder().toFile();
        Process process = Secrets.kept(new ProcessBuilder("sh", "-c", command))
                .directory(folder)
                .redirectInput(new File("/dev/null"))
                .redirectError(errors.toFile())
                .start();
        try {
            reading.read(process.getInputStream());
            int status = process.waitFor();
            if (status != 0) {
                EndSignal.ends(status);
                String last = LastLine.of(errors);
                throw at.usage(
                        "the command ended with status " + status + (last.isEmpty() ? "" : ": " + last),
                        "run it by hand in " + folder + ": " + firstLine());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw at.usage("the command was interrupted", "submit again");
        } finally {
            stop(process);
        }
    }

    /** Where a row was refused the command still runs, and what it started may. */
    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
