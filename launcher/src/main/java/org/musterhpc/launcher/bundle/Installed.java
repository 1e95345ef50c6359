package org.musterhpc.launcher.bundle;

import java.util.ArrayList;
import java.util.List;

/**
 * An agent's program on a cluster.
 *
 * @param hash of its bundle
 * @param program absolute path there
 * @param sent whether it was sent just now, rather than found
 * @param seal by which it is known again when it starts
 */
public record Installed(String hash, String program, boolean sent, Seal seal) {
    /**
     * @param sums the SHA-256 of the bundle's list of SHA-256 sums
     * @param archives {@code HASH:NAME} of each class archive that was made there
     */
    public record Seal(String sums, List<String> archives) {
        public Seal {
            archives = List.copyOf(archives);
        }
    }

    /**
     * Words that start the program where all of its files are still what was brought there, and no others lie beside
     * them; they stand in a batch script, which the scheduler keeps.
     */
    public List<String> start() {
        List<String> words = new ArrayList<>(List.of("sh", "-c", RemoteScript.START.line(), "muster-agent"));
        words.addAll(List.of(seal.sums(), String.join(" ", seal.archives()), program));
        return words;
    }
}
