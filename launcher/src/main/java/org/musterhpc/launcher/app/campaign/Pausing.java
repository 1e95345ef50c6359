package org.musterhpc.launcher.app.campaign;

import org.musterhpc.launcher.app.connection.Attendance;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.View;

/** Lets agents claim nothing more of a campaign, and lets them claim again. */
public record Pausing(View view, Control control, Attendance attendance) {
    /** What runs goes on. */
    public void pause(String campaign) {
        control.pause(campaign);
    }

    /** @return whether nobody claims though there is work: it has no agents */
    public boolean resume(String campaign) {
        control.resume(campaign);
        return attendance.lacks(campaign, view.overview(campaign));
    }
}
