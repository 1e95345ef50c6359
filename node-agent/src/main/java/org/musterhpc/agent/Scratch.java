package org.musterhpc.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.musterhpc.agent.process.tree.NodeProcess;
import org.musterhpc.agent.start.UnfitNode;

/**
 * A folder on this node that only the agent and its tasks read; gone when the agent leaves. That of an agent that was killed
 * goes when the next one on the node leaves: its name says whose it is.
 */
record Scratch(Path folder) implements AutoCloseable {
    private static final String PREFIX = "muster-";
    /** What a process that a task left makes or removes meanwhile is come upon in the next. */
    private static final int PASSES = 10;

    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9a-f-]+)-\\d+");

    /**
     * @throws UnfitNode where none can be made
     */
    static Scratch make() throws UnfitNode {
        return in(Path.of(System.getProperty("java.io.tmpdir")));
    }

    static Scratch in(Path parent) throws UnfitNode {
        try {
            String whose = self().map(me -> me + "-").orElse("");
            return new Scratch(Files.createTempDirectory(parent, PREFIX + whose));
        } catch (IOException e) {
            throw new UnfitNode(
                    "no scratch folder can be made in " + parent + ": " + e + "; set TMPDIR to a folder with room", e);
        }
    }

    /** Empty where this is no Linux: processes have no names there that others understand. */
    private static Optional<NodeProcess> self() {
        try {
            return Optional.of(NodeProcess.self());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What a task put beside its result goes, too; what cannot be removed is not worth a failure. */
    @Override
    public void close() {
        self().ifPresent(this::removeAbandoned);
        try {
            removeTree(folder);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("muster-agent: " + folder + " could not be removed: " + e.getMessage());
        }
    }

    /** Those of agents that could not: nobody else would. */
    private void removeAbandoned(NodeProcess me) {
        Path parent = folder.toAbsolutePath().getParent();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
            UserPrincipal owner = Files.getOwner(folder);
            for (Path other : all) {
                if (abandoned(other, me) && ours(other, owner)) {
                    removeQuietly(other);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            System.err.println(
                    "muster-agent: what others left in " + parent + " was not looked for: " + e.getMessage());
        }
    }

    private static boolean abandoned(Path other, NodeProcess me) {
        Matcher name = NAME.matcher(other.getFileName().toString());
        NodeProcess agent = name.matches() ? NodeProcess.of(name.group(1)) : null;
        return agent != null && agent.gone(me);
    }

    /** A folder that others may write to may lead anywhere by the time that it is removed. */
    private static boolean ours(Path other, UserPrincipal owner) throws IOException {
        try {
            PosixFileAttributes found =
                    Files.readAttributes(other, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isDirectory()
                    && found.permissions().equals(PosixFilePermissions.fromString("rwx------"))
                    && found.owner().equals(owner);
        } catch (NoSuchFileException e) {
            return false; // another agent was faster
        }
    }

    private static void removeQuietly(Path other) {
        try {
            removeTree(other);
        } catch (IOException | UncheckedIOException e) {
            // Another agent may remove it, too; what is left is tried again by whoever leaves next.
            return;
        }
    }

    private static void removeTree(Path tree) throws IOException {
        for (int left = PASSES; Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS); left--) {
            try (Stream<Path> all = Files.walk(tree)) {
                all.sorted(Comparator.reverseOrder()).forEach(Scratch::remove);
            } catch (UncheckedIOException e) {
                boolean changed = e.getCause() instanceof DirectoryNotEmptyException
                        || e.getCause() instanceof NoSuchFileException;
                if (left == 0 || !changed) {
                    throw e;
                }
            }
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
