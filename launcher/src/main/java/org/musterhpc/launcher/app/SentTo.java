package org.musterhpc.launcher.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.Ledger;

/**
 * The clusters that a campaign was sent to. Redis knows them as goals; a file for each in the campaign's folder here says so
 * when Redis has lost them, so that journals are found and nothing is left behind.
 */
public record SentTo(MusterHome home, Ledger ledger) {

    /** Says that it is being sent there. */
    public void note(String campaign, String cluster) {
        Path file = folder(campaign).resolve(cluster);
        try {
            PrivateFiles.folder(folder(campaign));
            PrivateFiles.touch(file);
        } catch (IOException e) {
            throw Problem.failed(
                    file + " cannot be written: " + PrivateFiles.reason(e), "check its space and permissions");
        }
    }

    /** Their names. */
    public Set<String> of(String campaign) {
        Set<String> clusters = new TreeSet<>(ledger.goals(campaign).keySet());
        Path folder = folder(campaign);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> String.valueOf(file.getFileName())).forEach(clusters::add);
            } catch (IOException e) {
                throw Problem.failed(folder + " cannot be read: " + PrivateFiles.reason(e), "look at its permissions");
            }
        }
        return clusters;
    }

    private Path folder(String campaign) {
        return home.campaign(campaign).resolve("clusters");
    }
}
