package org.musterhpc.launcher.cli;

import java.util.Set;

/** The clusters that a campaign was sent to, by the session's home and ledger. */
final class SentTo {
    private SentTo() {}

    /** Says that it is being sent there. */
    static void note(Session session, String campaign, String cluster) {
        of(session).note(campaign, cluster);
    }

    /** Their names. */
    static Set<String> of(Session session, String campaign) {
        return of(session).of(campaign);
    }

    private static org.musterhpc.launcher.cluster.SentTo of(Session session) {
        return new org.musterhpc.launcher.cluster.SentTo(
                session.home(), session.link().ledger());
    }
}
