package org.musterhpc.queue.sign;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.CodeSource;
import java.util.Optional;
import java.util.Set;

/**
 * Whether anybody but us and root can change what a path leads to: the file or folder itself, each folder on the way, and
 * each link. Whoever can, can have his own program run by us, or take a secret.
 */
public final class SafePath {
    private static final int STICKY = 01000;
    private static final int MOST_LINKS = 40;
    private static final Path SELF = Path.of("/proc/self");

    private SafePath() {}

    /**
     * Who could, in words; empty where nobody can. What is not there, and what is neither a file nor a folder (a pipe, a
     * device), is no danger.
     *
     * @throws IOException where something on the way cannot be looked at
     */
    public static Optional<String> danger(Path path) throws IOException {
        if (!Files.exists(SELF)) {
            return Optional.empty(); // no Linux: who we are is not told
        }
        return way(path.toAbsolutePath(), MOST_LINKS);
    }

    private static Optional<String> way(Path path, int links) throws IOException {
        Path parent = path.getParent();
        Optional<String> above = parent == null ? Optional.empty() : way(parent, links);
        return above.isPresent() ? above : one(path, links);
    }

    private static Optional<String> one(Path path, int links) throws IOException {
        boolean link = Files.isSymbolicLink(path);
        boolean known = link || Files.isDirectory(path) || Files.isRegularFile(path);
        if (!known) {
            return Optional.empty();
        }
        if (!ours(path)) {
            return Optional.of(path + " belongs to "
                    + Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName());
        }
        if (link) {
            Path target = path.resolveSibling(Files.readSymbolicLink(path));
            return links == 0 ? Optional.of(path + " leads nowhere") : way(target, links - 1);
        }
        Set<PosixFilePermission> has = Files.getPosixFilePermissions(path);
        boolean open = has.contains(PosixFilePermission.GROUP_WRITE) || has.contains(PosixFilePermission.OTHERS_WRITE);
        boolean sticky = Files.isDirectory(path) && ((int) Files.getAttribute(path, "unix:mode") & STICKY) != 0;
        return open && !sticky
                ? Optional.of("others may write to " + path + " (" + PosixFilePermissions.toString(has) + ")")
                : Optional.empty();
    }

    /**
     * Or of whoever owns everything (within a container root may have another number), or this program: he could do as he
     * likes anyway.
     */
    private static boolean ours(Path path) throws IOException {
        Object owner = owner(path);
        return owner.equals(0)
                || owner.equals(Files.getAttribute(SELF, "unix:uid"))
                || owner.equals(owner(Path.of("/")))
                || owner.equals(owner(program()));
    }

    private static Object owner(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static Path program() throws IOException {
        try {
            CodeSource source = SafePath.class.getProtectionDomain().getCodeSource();
            return source == null ? Path.of("/") : Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the program's own file cannot be named", e);
        }
    }
}
