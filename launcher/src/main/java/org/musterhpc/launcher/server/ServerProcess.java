package org.musterhpc.launcher.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.secret.Secrets;

/** The server as the operating system sees it. Never killed by us: a number in a file is no proof of whose it is. */
final class ServerProcess {
    /** Its own session, so that neither Ctrl-C nor the end of a terminal reaches it; files for the owner alone. */
    private static final String START =
            "umask 077; if command -v setsid >/dev/null 2>&1; then exec setsid \"$0\" -; fi; exec \"$0\" -";

    private ServerProcess() {}

    /**
     * Starts it; what it says before it opens its log goes to the folder's {@code start.log}. It reads its file as input: in
     * the name of one a {@code *}, {@code ?} or {@code [} would make a pattern, and where nothing is like that it would begin
     * with its own defaults, without a password and on all interfaces.
     */
    static Process start(Path program, ServerFolder folder) throws IOException {
        PrivateFiles.touch(folder.out());
        return Secrets.kept(new ProcessBuilder("/bin/sh", "-c", START, program.toString()))
                .directory(folder.root().toFile())
                .redirectInput(folder.conf().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.out().toFile())
                .start();
    }

    /**
     * The process that wrote the pid file, if it is still there and is surely the server on these data: its working
     * directory is the data folder, which is ours alone. After a reboot the number may be any other program's.
     */
    static OptionalLong find(Path pidFile, Path data) {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            Path folder = Path.of("/proc", Long.toString(pid), "cwd").toRealPath();
            return folder.equals(data.toRealPath()) ? OptionalLong.of(pid) : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // no file, no such process, or a process of somebody else
        }
    }

    /** The last thing that the server said, without its time stamp: before it opened its log, else there. */
    static String lastWords(Path log, Path out) {
        return lastIn(out).or(() -> lastIn(log)).orElse("it said nothing");
    }

    private static Optional<String> lastIn(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> !line.isBlank() && !line.contains("WARNING") && !line.contains("oO0OoO0"))
                    .reduce((before, last) -> last)
                    .map(line -> line.replaceFirst("^\\d+:\\w .*? [#*.-] ", ""));
        } catch (IOException e) {
            return Optional.empty(); // it died before it opened this one
        }
    }
}
