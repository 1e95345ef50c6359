package org.musterhpc.launcher.templates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.dialect.BatchScript;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.ShippedFile;

/** Finds the template of a dialect's batch script. */
public final class Templates {
    private static final String ARRAY = "array.sh";

    private Templates() {}

    /**
     * The script of an array.
     *
     * @param site the folder under {@code templates:} in {@code muster.yml}, or null for ours
     * @throws Problem where the site's cannot be read, or names an unknown variable
     */
    public static BatchScript array(Dialect dialect, @Nullable Path site) {
        String ours = dialect.name() + "-templates/" + ARRAY;
        if (site == null) {
            return new BatchScript(dialect, ours, bundled(ours));
        }
        Path file = site.resolve(ARRAY);
        // What stands there is run by the user.
        PrivateFiles.trust(file, "name another folder under templates:");
        try {
            return new BatchScript(dialect, file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw Problem.usage(
                    file + ": cannot be read (" + e.getClass().getSimpleName() + ")",
                    "copy " + ours + " there and edit it, or remove templates: from the cluster");
        }
    }

    private static String bundled(String path) {
        return ShippedFile.text(Templates.class, "/" + path);
    }
}
