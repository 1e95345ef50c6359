package org.musterhpc.launcher.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** A command about one campaign; where none is named, it is guessed. */
public abstract class CampaignCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Override
    protected final int run(Session session) {
        return run(session, session.campaign(campaign));
    }

    /** @param name the campaign that is meant */
    protected abstract int run(Session session, String name);
}
