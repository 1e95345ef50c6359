package org.musterhpc.launcher.bundle;

import java.io.IOException;
import java.io.InputStream;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.text.Sha256;

/**
 * One file of a bundle.
 *
 * @param path within the bundle
 * @param sha256 lower-case hexadecimal
 * @param program whether it is executed: 0700, else 0600
 */
record BundleFile(String path, Input content, String sha256, boolean program) {
    BundleFile {
        // What sha256sum, tar and a shell's read take as it is.
        if (!path.matches("[A-Za-z0-9_+.-]+(/[A-Za-z0-9_+.-]+)*")) {
            throw new IllegalArgumentException("'" + path + "' cannot be the path of a file in a bundle");
        }
    }

    static BundleFile of(String path, Input content, boolean program) throws IOException {
        return new BundleFile(path, content, sha256(content), program);
    }

    static String sha256(Input content) throws IOException {
        try (InputStream in = content.open()) {
            return Sha256.hex(in);
        }
    }

    /** As {@code sha256sum -c} reads it. */
    String sum() {
        return sha256 + "  " + path + "\n";
    }

    /** What the bundle's hash is made of. */
    String line() {
        return (program ? "700 " : "600 ") + sum();
    }
}
