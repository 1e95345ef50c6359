package org.musterhpc.launcher.bundle;

/**
 * An agent's program on a cluster.
 *
 * @param hash of its bundle
 * @param program absolute path there
 * @param sent whether it was sent just now, rather than found
 */
public record Installed(String hash, String program, boolean sent) {}
