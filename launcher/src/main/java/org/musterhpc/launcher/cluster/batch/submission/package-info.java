/**
 * How an array is sized, put onto its cluster and submitted: how many elements are wanted, of what size, what they run,
 * and the intent that keeps one array from being submitted twice. It asks by {@code scheduler}; only {@code batch} calls it.
 */
@NullMarked
package org.musterhpc.launcher.cluster.batch.submission;

import org.jspecify.annotations.NullMarked;
