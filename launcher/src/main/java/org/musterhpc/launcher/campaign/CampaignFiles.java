package org.musterhpc.launcher.campaign;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.musterhpc.launcher.problem.Problem;

/** Campaign files that are named one by one, or by the folder that they are in. */
public final class CampaignFiles {
    private CampaignFiles() {}

    /**
     * The files, those of a folder sorted by name; what is in folders within it is not looked at.
     *
     * @throws Problem usage, where a folder has none
     */
    public static List<String> named(List<String> words) {
        Set<String> files = new LinkedHashSet<>();
        for (String word : words) {
            Path path = Path.of(word);
            if (Files.isDirectory(path)) {
                files.addAll(in(path));
            } else {
                files.add(word);
            }
        }
        return List.copyOf(files);
    }

    private static List<String> in(Path folder) {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{yml,yaml}")) {
            for (Path file : found) {
                if (!Files.isDirectory(file)) {
                    files.add(file.toString());
                }
            }
        } catch (IOException e) {
            throw Problem.usage("cannot list the folder " + folder + ": " + e.getMessage(), "name the files");
        }
        if (files.isEmpty()) {
            throw Problem.usage("there is no campaign file (*.yml) in the folder " + folder, "name a file");
        }
        return files.stream().sorted().toList();
    }
}
