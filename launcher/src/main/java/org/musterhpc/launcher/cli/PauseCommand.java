package org.musterhpc.launcher.cli;

/** {@code muster pause}: agents claim nothing more; what runs goes on. */
final class PauseCommand extends CampaignCommand {
    @Override
    int run(Session session, String name) {
        session.app().pausing().pause(name);
        Said.of(
                session,
                name,
                "paused: what runs goes on, nothing more is begun; muster resume " + name,
                "paused",
                true);
        return 0;
    }
}
