package org.musterhpc.launcher.campaign;

import java.nio.file.Path;

/** Reads campaign files. */
public final class CampaignFile {
    private CampaignFile() {}

    /**
     * Reads a campaign file and checks all of it but its tasks.
     *
     * @throws org.musterhpc.launcher.problem.Problem usage, with file and line
     */
    public static CampaignSpec read(Path file) {
        throw new UnsupportedOperationException("not written yet: " + file);
    }
}
