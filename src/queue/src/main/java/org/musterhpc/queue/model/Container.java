package org.musterhpc.queue.model;

import java.util.List;
import java.util.Locale;

/**
 * What a stage's commands run in, instead of among the other processes of a node.
 *
 * @param image a name in a registry, with or without {@code docker://} or another scheme; or the absolute path of a file or
 *     folder, which only apptainer takes
 * @param mounts beside the folders that every task has
 * @param args for the engine, before the image
 */
public record Container(Engine engine, String image, List<Mount> mounts, List<String> args, User user) {
    /** What an image's name begins with where any engine can fetch it. */
    public static final String DOCKER = "docker://";

    private static final String SCHEME = "://";

    public Container {
        mounts = List.copyOf(mounts);
        args = List.copyOf(args);
        if (image.isBlank()) {
            throw new IllegalArgumentException("container.image: is empty");
        }
    }

    /** What runs it; {@link #AUTO}: the first that a node has. */
    public enum Engine {
        AUTO,
        APPTAINER,
        PODMAN,
        DOCKER;

        /** As a person writes it, and as its program is called. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whose ids the command has within. */
    public enum User {
        ME,
        ROOT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A folder or file of the node, and its absolute path within. */
    public record Mount(String source, String target, boolean readOnly) {}

    /** Whether its image is a file or a folder of the node. */
    public boolean ofFile() {
        return image.startsWith("/");
    }

    /** Whether apptainer alone can run it. */
    public boolean apptainersOnly() {
        return ofFile() || (image.contains(SCHEME) && !image.startsWith(DOCKER));
    }
}
