package org.musterhpc.launcher.restore;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.sign.SigningKey;

/** Takes another machine's manifest into the home, as if the campaign had been submitted here. */
public final class Adoption {
    private Adoption() {}

    /**
     * Copies what is not there yet.
     *
     * @param manifest its folder
     * @throws Problem usage, where the home has another campaign of this name, or the manifest is not whole
     */
    public static void adopt(MusterHome home, Campaign campaign, Path manifest) {
        Campaign kept = Definition.kept(home, campaign.name());
        if (kept != null && !kept.digest().equals(campaign.digest())) {
            throw Problem.usage(
                    home.campaign(campaign.name()) + " is another campaign of this name",
                    "move it away, or set MUSTER_HOME to another folder");
        }
        Path place = home.manifest(campaign.name());
        PrivateFiles.folder(place);
        for (Stage stage : campaign.stages()) {
            Path from = manifest.resolve(stage.name() + ".jsonl");
            Path to = place.resolve(stage.name() + ".jsonl");
            try {
                if (!Files.isRegularFile(from)) {
                    throw Problem.usage(
                            "there is no " + from, "name the folder that has a file of tasks for each stage");
                }
                if (Files.notExists(to) || !Files.isSameFile(from, to)) {
                    PrivateFiles.copy(from, to);
                }
            } catch (IOException e) {
                throw Problem.failed(from + " cannot be copied to " + to + ": " + PrivateFiles.reason(e), "see why");
            }
        }
        Definition.keep(home, campaign);
        key(home, campaign.name(), manifest);
    }

    /** Agents that still live have the key of the folder that they were started from. */
    private static void key(MusterHome home, String campaign, Path manifest) {
        Path folder = manifest.toAbsolutePath().normalize().getParent();
        if (folder == null || CampaignKey.kept(home, campaign) != null) {
            return;
        }
        try (DirectoryStream<Path> connections = Files.newDirectoryStream(folder, "connection-*.json")) {
            for (Path connection : connections) {
                SigningKey key = ConnectionFile.key(connection);
                if (key != null) {
                    CampaignKey.keep(home, campaign, key);
                    return;
                }
            }
        } catch (IOException e) {
            throw Problem.failed(folder + " cannot be read: " + PrivateFiles.reason(e), "look at its permissions");
        }
    }
}
