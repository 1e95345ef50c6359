package org.musterhpc.launcher.cluster.batch;

/**
 * A batch script that was put onto a cluster.
 *
 * @param path there
 */
public record BatchFile(String path, String text) {}
