package org.musterhpc.launcher.expand;

import java.nio.file.Path;
import org.musterhpc.launcher.campaign.CampaignFile;

/** A program: verifies a campaign. */
final class InterruptedVerify {
    private InterruptedVerify() {}

    public static void main(String[] args) {
        Expansion.verify(CampaignFile.read(Path.of(args[0])));
    }
}
