package org.musterhpc.launcher.app.look;

import java.util.List;
import org.musterhpc.launcher.problem.Problem;

/**
 * Tasks of a campaign that a user names.
 *
 * @param ids empty: all
 */
public record TaskChoice(String campaign, List<String> ids) {

    /**
     * The only one of them, for commands about one task.
     *
     * @throws Problem usage, where it is not one
     */
    public String one(String command) {
        if (ids.size() != 1) {
            throw Problem.usage(
                    "muster " + command + " is about one task, and "
                            + (ids.isEmpty() ? "none is named" : ids.size() + " are named"),
                    "muster " + command + " " + campaign + " ID; muster tasks " + campaign + " lists the ids");
        }
        return ids.get(0);
    }
}
