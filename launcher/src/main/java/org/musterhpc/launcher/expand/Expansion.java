package org.musterhpc.launcher.expand;

import java.nio.file.Path;
import org.musterhpc.launcher.campaign.CampaignSpec;

/** Makes a campaign file's tasks into messages. */
public final class Expansion {
    private Expansion() {}

    /**
     * Reads all sources and checks every task; nothing is kept.
     *
     * @throws org.musterhpc.launcher.problem.Problem where a source cannot be read
     */
    public static Verification verify(CampaignSpec spec) {
        throw new UnsupportedOperationException("not written yet: " + spec);
    }

    /**
     * Reads all sources, checks every task and writes one {@code <stage>.jsonl} a stage; all are replaced together at the
     * end, none where something is wrong.
     *
     * @param manifestDir made 0700 where it is not there
     * @param owner login name for the campaign
     * @throws org.musterhpc.launcher.problem.Problem usage, with every finding a line
     */
    public static Expanded run(CampaignSpec spec, Path manifestDir, String owner) {
        throw new UnsupportedOperationException("not written yet: " + spec + manifestDir + owner);
    }
}
