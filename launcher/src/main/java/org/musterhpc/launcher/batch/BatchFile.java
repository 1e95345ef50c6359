package org.musterhpc.launcher.batch;

/**
 * A batch script that was put onto a cluster.
 *
 * @param path there
 */
public record BatchFile(String path, String text) {}
