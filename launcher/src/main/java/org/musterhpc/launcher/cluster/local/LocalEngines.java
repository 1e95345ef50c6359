package org.musterhpc.launcher.cluster.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.environment.ByteText;
import org.musterhpc.queue.model.Container;
import org.musterhpc.queue.model.Container.Engine;
import org.musterhpc.queue.model.Stage;

/**
 * Whether this machine has what runs the containers of a campaign. No engine is asked: that is for the agents, which say
 * so where one does not answer.
 *
 * @param path where programs are looked for
 */
record LocalEngines(String path) {

    static LocalEngines here() {
        return new LocalEngines(System.getenv().getOrDefault("PATH", ""));
    }

    /** @throws Problem usage, where an engine or an image's file is not there */
    void check(List<Stage> stages) {
        for (Stage stage : stages) {
            Container container = stage.shell().container();
            if (container != null) {
                check(stage.name(), container);
            }
        }
    }

    private void check(String stage, Container container) {
        List<Engine> fit = new ArrayList<>();
        if (container.engine() != Engine.AUTO) {
            fit.add(container.engine());
        } else if (container.apptainersOnly()) {
            fit.add(Engine.APPTAINER);
        } else {
            fit.addAll(List.of(Engine.APPTAINER, Engine.PODMAN, Engine.DOCKER));
        }
        if (fit.stream().noneMatch(this::has)) {
            String words = fit.stream().map(Engine::word).collect(Collectors.joining(", "));
            throw Problem.usage(
                    "stage " + stage + " runs in a container, and this machine has "
                            + (fit.size() == 1 ? "no " + words : "none of " + words) + " on the PATH",
                    "install " + (fit.size() == 1 ? "it" : "one") + ", or run it on a cluster: --cluster NAME");
        }
        if (container.ofFile() && !Files.exists(ByteText.path(container.image()))) {
            throw Problem.usage(
                    "the image of stage " + stage + " is not there: " + container.image(),
                    "make it, or correct container: {image: …}");
        }
    }

    private boolean has(Engine engine) {
        for (String folder : path.split(":", -1)) {
            Path file = folder.startsWith("/") ? Path.of(folder, engine.word()) : null;
            if (file != null && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return true;
            }
        }
        return false;
    }
}
