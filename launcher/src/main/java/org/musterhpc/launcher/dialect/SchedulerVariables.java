package org.musterhpc.launcher.dialect;

import java.util.List;

/**
 * Variables of the user's environment that a scheduler's commands obey. They are taken from the commands: they narrow
 * lists, go before a script's own lines, and name other clusters.
 *
 * @param prefixes how their names begin
 * @param kept names that stay all the same: by them the scheduler is found, and lets the user in
 */
public record SchedulerVariables(List<String> prefixes, List<String> kept) {
    public SchedulerVariables {
        prefixes = List.copyOf(prefixes);
        kept = List.copyOf(kept);
    }
}
