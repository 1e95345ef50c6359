package org.musterhpc.agent.container;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.agent.task.InContainer;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Container;

/**
 * A container that is to be started.
 *
 * @param image as the engine has it
 * @param name that no other has
 * @param words the command within
 * @param workdir where it starts, and what of the node has that path within
 * @param stdin whether it reads something
 * @param memory bytes that it may use, or null
 */
record ContainerLaunch(
        InContainer inside,
        String image,
        String name,
        List<String> words,
        Path workdir,
        boolean stdin,
        @Nullable Long memory) {

    Container container() {
        return inside.container();
    }

    Map<String, String> environment() {
        return inside.environment();
    }

    Devices devices() {
        return Devices.of(environment());
    }

    /** {@code --mount} and its value, for each. A mount of the user's goes before a folder of that path. */
    List<String> mounts() {
        List<String> words = new ArrayList<>();
        List<Container.Mount> own = container().mounts();
        for (Path folder : inside.folders()) {
            String path = ByteText.of(folder);
            if (own.stream().noneMatch(mount -> mount.target().equals(path))) {
                words.addAll(List.of("--mount", csv(path, path, false)));
            }
        }
        own.forEach(mount -> words.addAll(List.of("--mount", csv(mount.source(), mount.target(), mount.readOnly()))));
        return words;
    }

    private static String csv(String source, String target, boolean readOnly) {
        String from = "source=" + source;
        String to = "target=" + target;
        return readOnly ? Csv.of("type=bind", from, to, "ro") : Csv.of("type=bind", from, to);
    }
}
