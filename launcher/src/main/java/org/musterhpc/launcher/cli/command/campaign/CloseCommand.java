package org.musterhpc.launcher.cli.command.campaign;

import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.ChangeLine;
import org.musterhpc.launcher.cli.command.Session;

/** {@code muster close}: no more tasks come to a campaign that is open; it ends when those that are there have ended. */
public final class CloseCommand extends CampaignCommand {
    @Override
    protected int run(Session session, String name) {
        boolean open = session.app().add().close(name);
        ChangeLine.of(
                session,
                name,
                open
                        ? "closed: it ends when all tasks that are there have ended"
                        : "is not open, or was closed before; it ends when its tasks have",
                "closed",
                true);
        return 0;
    }
}
