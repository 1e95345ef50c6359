package org.musterhpc.launcher.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Input;

/**
 * All that an agent needs on a cluster: its jars, a script that starts it, and a Java where the cluster has none. Named
 * by the hash of its content, so that one that is there need not be sent again, and versions lie side by side.
 */
public final class AgentBundle {
    /** The program within it. */
    static final String PROGRAM = "muster-agent";

    /** What it has in common with the programs here. */
    static final String JAVA = "java.sh";

    /** A list that {@code sha256sum -c} reads; it is in the archive, and not in itself. */
    static final String SUMS = "SHA256SUMS";

    /** Which classes an agent loads, as its first run here wrote them down; not there where it has not run. */
    private static final String CLASSES = "classes.lst";

    private static final String RUNTIME = "runtime";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final List<BundleFile> files;
    private final String hash;

    private AgentBundle(List<BundleFile> files) throws IOException {
        this.files =
                files.stream().sorted(Comparator.comparing(BundleFile::path)).toList();
        this.hash = BundleFile.sha256(
                Input.of(this.files.stream().map(BundleFile::line).collect(Collectors.joining())));
    }

    /**
     * A bundle of the jars that are there now.
     *
     * @param lib folder of the agent's jars; see {@link AgentLibrary#find}
     * @param runtime a Java to take along, from {@link RuntimeImage}; null: the cluster has one
     * @throws Problem where files cannot be read
     */
    public static AgentBundle of(Path lib, @Nullable Path runtime) {
        List<BundleFile> files = new ArrayList<>();
        try {
            files.add(BundleFile.of(PROGRAM, Input.of(RemoteScript.bytes(PROGRAM)), true));
            files.add(BundleFile.of(JAVA, Input.of(RemoteScript.bytes(JAVA)), false));
            for (Path jar : AgentLibrary.jars(lib)) {
                files.add(BundleFile.of("lib/" + jar.getFileName(), Input.of(jar), false));
            }
            Path classes = lib.resolveSibling(CLASSES);
            if (Files.isReadable(classes)) {
                files.add(BundleFile.of(CLASSES, Input.of(classes), false));
            }
            if (runtime != null) {
                for (Path file : regularFiles(runtime)) {
                    files.add(BundleFile.of(
                            RUNTIME + "/" + runtime.relativize(file), Input.of(file), Files.isExecutable(file)));
                }
            }
            return new AgentBundle(files);
        } catch (IOException e) {
            throw Problem.failed(
                    "the agent's files cannot be read: " + PrivateFiles.reason(e), "unpack or build Muster again");
        }
    }

    /** SHA-256 over paths, contents and modes, in lower-case hexadecimal. */
    public String hash() {
        return hash;
    }

    boolean hasRuntime() {
        return files.stream().anyMatch(file -> file.path().startsWith(RUNTIME + "/"));
    }

    String sums() {
        return files.stream().map(BundleFile::sum).collect(Collectors.joining());
    }

    /**
     * The bundle as a {@code tar.gz} under {@code MUSTER_HOME}, made where it is not there yet.
     *
     * @throws Problem where it cannot be made
     */
    public Path archive(MusterHome home) {
        Path folder = home.bundles();
        Path archive = folder.resolve(hash + ".tar.gz");
        if (Files.isRegularFile(archive)) {
            return archive;
        }
        PrivateFiles.folder(folder);
        try (StagingFolder scratch = StagingFolder.in(folder)) {
            Path tree = scratch.folder("tree");
            for (BundleFile file : files) {
                write(tree.resolve(file.path()), file.content(), file.program());
            }
            write(tree.resolve(SUMS), Input.of(sums()), false);
            Path fresh = scratch.path("tar.gz");
            LocalTool.run(PATIENCE, "tar", "-C", tree.toString(), "-czf", fresh.toString(), ".");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
            return archive;
        } catch (IOException e) {
            throw Problem.failed(
                    "the agent's bundle cannot be made in " + folder + ": " + PrivateFiles.reason(e),
                    "make room there, or set MUSTER_HOME to another folder");
        }
    }

    private static void write(Path file, Input content, boolean program) throws IOException {
        Files.createDirectories(file.resolveSibling(""), mode("rwx------"));
        Files.createFile(file, mode(program ? "rwx------" : "rw-------"));
        try (InputStream in = content.open();
                var out = Files.newOutputStream(file)) {
            in.transferTo(out);
        }
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    /** With what links lead to: a Java's licences are links to each other. */
    private static List<Path> regularFiles(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
