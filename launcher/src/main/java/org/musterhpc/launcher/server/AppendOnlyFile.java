package org.musterhpc.launcher.server;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.secret.Secrets;

/**
 * The end of what a server has written to its append-only file. Where a crash cut it in the middle of a transaction, servers
 * leave the whole commands of that transaction in the file when they start, and apply them at the start after that: of a claim,
 * that tasks are taken off the queue, and not that somebody has them (Redis 6.2 and 7.0, and Valkey before its pull request 4342). So
 * it is mended before a server reads it, by the tool that servers bring for that.
 */
record AppendOnlyFile(Path file) {
    private static final byte[] END_OF_TRANSACTION = "*1\r\n$4\r\nEXEC\r\n".getBytes(StandardCharsets.US_ASCII);
    /** A server is this tool where it is called so. */
    private static final String TOOL = "redis-check-aof";

    /** How the name ends of a file of Redis 7, which keeps several beside a manifest. */
    private static final String IN_PARTS = ".incr.aof";

    private static final long MOST_MINUTES = 10;

    /** The one that is written to; none where nothing was ever written. */
    static Optional<AppendOnlyFile> in(Path data) throws IOException {
        Path several = data.resolve("appendonlydir");
        if (Files.isDirectory(several)) {
            try (Stream<Path> files = Files.list(several)) {
                return files.filter(file -> file.toString().endsWith(IN_PARTS))
                        .max(Comparator.comparingInt(AppendOnlyFile::number))
                        .map(AppendOnlyFile::new);
            }
        }
        Path single = data.resolve("appendonly.aof");
        return Files.exists(single) ? Optional.of(new AppendOnlyFile(single)) : Optional.empty();
    }

    /** {@code appendonly.aof.3.incr.aof} */
    private static int number(Path file) {
        String[] parts = file.getFileName().toString().split("\\.", -1);
        String number = parts.length > 2 ? parts[2] : "";
        return number.matches("\\d{1,9}") ? Integer.parseInt(number) : -1;
    }

    /** Whether it ends with a whole transaction, as it nearly always does: then nothing has to be read. */
    boolean ends() throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            long size = open.length();
            byte[] last = new byte[(int) Math.min(size, END_OF_TRANSACTION.length)];
            open.seek(size - last.length);
            open.readFully(last);
            return size == 0 || Arrays.equals(last, END_OF_TRANSACTION);
        }
    }

    /**
     * Takes off its end what is not whole.
     *
     * @param server whose tool does it
     * @param folder where the tool gets its name, and what it says goes
     * @throws Problem where it cannot
     */
    void mend(Path server, ServerFolder folder) throws IOException {
        Path bin = folder.root().resolve("bin");
        PrivateFiles.folder(bin);
        Path tool = bin.resolve(TOOL);
        if (Files.exists(tool, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(tool); // perhaps another server's
        }
        Files.createSymbolicLink(tool, server);
        Path said = bin.resolve("check.log");
        PrivateFiles.write(said, "");
        Path yes = bin.resolve(
                "yes"); // a file: the tool asks only where something is wrong, and may be gone before a pipe is filled
        PrivateFiles.write(yes, "y\n");
        Process process = Secrets.kept(new ProcessBuilder(
                        List.of(tool.toString(), "--fix", checked(bin).toString())))
                .directory(bin.toFile())
                .redirectInput(yes.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!ended(process) || process.exitValue() != 0) {
            throw Problem.unreachable(
                    file + " may end in the middle of a transaction, and " + TOOL + " --fix of " + server
                            + " did not mend it",
                    "see " + said + "; " + ServerBinary.CHOICE + "=embedded uses Muster's own server");
        }
    }

    /**
     * What the tool is to look at. Named alone, a file in which a line begins with the word "file", as a field of a campaign and
     * perhaps a parameter is called, is taken for a manifest, and refused (Redis 7.0, mended in 7.2.4 by pull request 12958).
     * So it gets a manifest, and one of ours: of the server's, Valkey's tool cannot read the first file.
     */
    private Path checked(Path bin) throws IOException {
        if (!file.toString().endsWith(IN_PARTS)) {
            return file; // of Redis 6.2, whose tool knows no manifests
        }
        Path link = bin.resolve("written" + IN_PARTS);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, file.toAbsolutePath());
        Path manifest = bin.resolve("manifest");
        PrivateFiles.write(manifest, "file " + link.getFileName() + " seq 1 type i\n");
        return manifest;
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }
}
