package org.musterhpc.launcher.cluster.batch.submission;

/**
 * A batch script that was put onto a cluster.
 *
 * @param path there
 */
public record BatchFile(String path, String text) {}
