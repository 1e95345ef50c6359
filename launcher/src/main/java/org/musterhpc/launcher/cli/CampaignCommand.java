package org.musterhpc.launcher.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** A command about one campaign; where none is named, it is guessed. */
abstract class CampaignCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Override
    final int run(Session session) {
        return run(session, session.campaign(campaign));
    }

    /** @param name the campaign that is meant */
    abstract int run(Session session, String name);
}
