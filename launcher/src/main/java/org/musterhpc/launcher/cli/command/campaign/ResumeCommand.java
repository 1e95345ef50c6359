package org.musterhpc.launcher.cli.command.campaign;

import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.ChangeLine;
import org.musterhpc.launcher.cli.command.Session;

/** {@code muster resume}: agents claim again. */
public final class ResumeCommand extends CampaignCommand {
    @Override
    protected int run(Session session, String name) {
        boolean idle = session.app().pausing().resume(name);
        ChangeLine.of(
                session, name, idle ? "resumed, but it has no agents: muster run " + name : "resumed", "paused", false);
        return 0;
    }
}
