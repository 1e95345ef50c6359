package org.musterhpc.launcher.bundle;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.home.ProgramFolder;
import org.musterhpc.launcher.problem.Problem;

/**
 * A Java for a cluster that has none: what the agent needs of the one that runs us, about 60 MB.
 *
 * @param java home of the Java that it is made from
 */
record RuntimeImage(Path java) {
    /**
     * What the agent and its jars use, as far as this Java has it apart: {@code jdk.random} went into {@code java.base}.
     * Services count as well: the default random generator, TLS with elliptic curves.
     */
    private static final String MODULES = Stream.of(
                    "java.base",
                    "java.logging",
                    "java.management",
                    "java.naming",
                    "java.security.jgss",
                    "jdk.crypto.ec",
                    "jdk.management",
                    "jdk.net",
                    "jdk.random",
                    "jdk.unsupported")
            .filter(name -> ModuleFinder.ofSystem().find(name).isPresent())
            .collect(Collectors.joining(","));

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    static RuntimeImage ours() {
        return new RuntimeImage(Path.of(System.getProperty("java.home")));
    }

    /** Why none can be made for such a machine; empty where one can. */
    Optional<String> obstacle(String system, String processor) {
        String here = system(System.getProperty("os.name")) + " " + processor(System.getProperty("os.arch"));
        String there = system + " " + processor;
        if (!here.equals(there)) {
            return Optional.of("this machine is " + here + ", that one " + there);
        }
        if (packed()) {
            return Optional.empty();
        }
        // Whether there is a folder jmods says nothing: since Java 24 jlink may do without.
        if (!Files.isExecutable(java.resolve("bin/jlink"))) {
            return Optional.of("the Java here has no jlink (" + java + ")");
        }
        return Optional.empty();
    }

    /**
     * The image's folder under {@code MUSTER_HOME}, made where it is not there yet.
     *
     * @throws Problem where it cannot be made
     */
    Path in(MusterHome home) {
        if (packed()) {
            return java;
        }
        Path parent = home.runtimes();
        String version = System.getProperty("java.runtime.version").replaceAll("[^A-Za-z0-9.+-]", "_");
        Path image = parent.resolve(version + "-" + Integer.toHexString(MODULES.hashCode()));
        if (Files.isDirectory(image)) {
            return image;
        }
        PrivateFiles.folder(parent);
        try (StagingFolder scratch = StagingFolder.in(parent)) {
            Path fresh = scratch.path("image");
            LocalTool.run(
                    PATIENCE,
                    java.resolve("bin/jlink").toString(),
                    "--add-modules",
                    MODULES,
                    "--strip-java-debug-attributes",
                    "--no-header-files",
                    "--no-man-pages",
                    "--output",
                    fresh.toString());
            move(fresh, image);
            return image;
        } catch (IOException e) {
            throw Problem.failed(
                    "a Java for the cluster cannot be made in " + parent + ": " + PrivateFiles.reason(e),
                    "make room there, or have Java 17 or later on the cluster");
        }
    }

    /** Whether it is what a distribution brought along: that can be brought on as it is. */
    private boolean packed() {
        return ProgramFolder.find()
                .map(root -> root.resolve("runtime"))
                .filter(runtime -> java.equals(runtime) && Files.isDirectory(runtime))
                .isPresent();
    }

    private static void move(Path fresh, Path image) throws IOException {
        try {
            Files.move(fresh, image, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(image)) {
                throw e;
            } // else another launcher was faster
        }
    }

    private static String system(String name) {
        return name.startsWith("Mac") ? "Darwin" : name;
    }

    /** As {@code uname -m} says it. */
    private static String processor(String name) {
        return switch (name) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> name;
        };
    }
}
