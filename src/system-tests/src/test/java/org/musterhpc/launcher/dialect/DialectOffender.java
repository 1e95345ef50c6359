package org.musterhpc.launcher.dialect;

import java.io.IOException;

/** Breaks rules, so that a test sees them bite. */
public final class DialectOffender {
    public Process submit() throws IOException {
        return new ProcessBuilder("sbatch").start();
    }
}
