package org.musterhpc.launcher.cli.command.campaign;

import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.ChangeLine;
import org.musterhpc.launcher.cli.command.Session;

/** {@code muster pause}: agents claim nothing more; what runs goes on. */
public final class PauseCommand extends CampaignCommand {
    @Override
    protected int run(Session session, String name) {
        session.app().pausing().pause(name);
        ChangeLine.of(
                session,
                name,
                "paused: what runs goes on, nothing more is begun; muster resume " + name,
                "paused",
                true);
        return 0;
    }
}
