package org.musterhpc.launcher.cli;

/** {@code muster resume}: agents claim again. */
final class ResumeCommand extends CampaignCommand {
    @Override
    int run(Session session, String name) {
        boolean idle = session.app().pausing().resume(name);
        Said.of(session, name, idle ? "resumed, but it has no agents: muster run " + name : "resumed", "paused", false);
        return 0;
    }
}
