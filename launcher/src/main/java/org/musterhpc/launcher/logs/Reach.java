package org.musterhpc.launcher.logs;

import org.musterhpc.launcher.shell.Shell;

/**
 * How to get at a campaign's logs on a cluster.
 *
 * @param cluster its name
 * @param logs the campaign's folder of logs there; may begin with {@code ~/}
 */
public record Reach(String cluster, Shell shell, String logs) {}
