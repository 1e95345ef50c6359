package org.musterhpc.launcher.app.look;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.restore.Definition;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;

/**
 * Names that a shell completes, as this machine has them: no server is asked or started, and what cannot be read has no names.
 */
public record KnownNames(MusterHome home, Map<String, String> env) {
    /** Campaigns that were submitted from here. */
    public List<String> campaigns() {
        Path folder = home.root().resolve("campaigns");
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> path.getFileName().toString())
                    .filter(name -> Names.valid(name) && Definition.there(home, name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Stages of a campaign; null: of the one that was used last. */
    public List<String> stages(@Nullable String campaign) {
        String name = campaign == null ? Campaigns.last(home) : campaign;
        try {
            Campaign known = Names.valid(name) ? Definition.kept(home, name) : null;
            return known == null
                    ? List.of()
                    : known.stages().stream().map(Stage::name).toList();
        } catch (Problem e) {
            return List.of();
        }
    }

    /** Clusters of {@code muster.yml}, and this machine. */
    public List<String> clusters() {
        try {
            return Config.load(null, env).clusters().keySet().stream().sorted().toList();
        } catch (Problem e) {
            return List.of(Config.LOCAL);
        }
    }
}
