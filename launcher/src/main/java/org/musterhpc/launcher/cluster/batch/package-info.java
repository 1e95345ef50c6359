/**
 * Agents in the elements of a scheduler's arrays: the {@code Cluster} and the {@code Fleet} of them, and the rounds that
 * decide how many there should be, cancel what is too much, and stop where arrays fail. They submit by
 * {@code submission}, look and ask by {@code scheduler}. Whoever opens clusters makes an {@link ArrayCluster}; all else
 * knows a {@code Fleet}.
 */
@NullMarked
package org.musterhpc.launcher.cluster.batch;

import org.jspecify.annotations.NullMarked;
