package org.musterhpc.launcher.bundle;

import java.util.regex.Pattern;
import org.musterhpc.launcher.problem.Problem;

/** Whether the site's folder can be named where it has to be: in batch scripts, and to the agents on its nodes. */
final class SitePath {
    private static final char UNREADABLE = '\uFFFD';
    private static final Pattern NOT_IN_A_DIRECTIVE = Pattern.compile("[\\s\"'\\\\\\p{Cntrl}]");

    private SitePath() {}

    /**
     * @param machine for the message
     * @param remoteDir as muster.yml has it
     * @param folder the same, absolute, as its shell says it
     * @throws Problem usage, naming the key that can be changed
     */
    static void check(String machine, String remoteDir, String folder) {
        String why = why(folder);
        if (!why.isEmpty()) {
            throw Problem.usage(
                    machine + ": remote_dir (" + remoteDir + ") is '" + folder + "' there, and " + why,
                    "set remote_dir: of the cluster in muster.yml to a folder whose whole path is without them, such as"
                            + " /scratch/ME/muster");
        }
    }

    private static String why(String folder) {
        if (folder.indexOf(UNREADABLE) >= 0) {
            return "that name is not in UTF-8";
        }
        if (folder.indexOf(':') >= 0) {
            return "Java takes a colon for the end of a folder's name";
        }
        return NOT_IN_A_DIRECTIVE.matcher(folder).find()
                ? "no directive of a batch script takes a blank, a quote or a backslash"
                : "";
    }
}
