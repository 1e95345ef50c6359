package org.musterhpc.launcher.source;

import java.util.Set;
import java.util.regex.Pattern;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.queue.model.Message;

/** What parameters may be called. */
public final class ParamName {
    /** What a source may give to name its tasks. */
    public static final String ID = "id";

    /** Names that every task has by itself. */
    public static final Set<String> OWN = Message.OWN_NAMES;

    private static final Pattern FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private ParamName() {}

    /** Whether {@code {{name}}} can name it. */
    public static boolean usable(String name) {
        return FORM.matcher(name).matches();
    }

    /**
     * @throws Problem where a source gives a name that Muster sets itself
     */
    static void refuseOwn(Spot at, String name) {
        if (OWN.contains(name) && !name.equals(ID)) {
            throw at.usage("'" + name + "' is set by Muster for every task", "give it another name");
        }
    }
}
