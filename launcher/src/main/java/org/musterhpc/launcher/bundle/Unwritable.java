package org.musterhpc.launcher.bundle;

import java.util.regex.Pattern;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;

/** A folder on a cluster that does not take what we bring. */
final class Unwritable {
    /** Exit status of our scripts where others could change what we bring. */
    static final int DISTRUSTED = 47;

    private static final Pattern NO_ROOM = Pattern.compile("No space left|[Qq]uota");

    private Unwritable() {}

    /**
     * Failed, where there is no room now; usage, where the folder that was named cannot be one.
     *
     * @param where machine and folder
     */
    static Problem of(String where, Answer answer) {
        if (answer.exit() == DISTRUSTED) {
            return Problem.usage(
                    where + " cannot be trusted: " + RemoteScript.complaint(answer)
                            + "; a program of theirs could take the place of the agent's",
                    "see that nobody has been there and chmod go-w it, or give the cluster a remote_dir: in folders that"
                            + " nobody but you and root may write to");
        }
        String what = where + " cannot be written: " + RemoteScript.complaint(answer);
        String advice = "see that the cluster's remote_dir is writable and neither full nor over its quota";
        return NO_ROOM.matcher(answer.errText()).find() ? Problem.failed(what, advice) : Problem.usage(what, advice);
    }
}
