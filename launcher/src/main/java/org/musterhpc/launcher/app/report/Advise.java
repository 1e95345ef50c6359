package org.musterhpc.launcher.app.report;

import org.musterhpc.launcher.advice.Advice;
import org.musterhpc.launcher.advice.Advisor;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.queue.model.Campaign;

/** Tells what a campaign should ask for, by all of its attempts that have ended. */
public record Advise(Connection connection) {
    public Advice of(String name) {
        Campaign campaign = connection.campaign(name);
        return Advisor.of(campaign, new Histories(connection.view()).of(campaign));
    }
}
