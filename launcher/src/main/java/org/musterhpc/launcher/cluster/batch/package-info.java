/** A cluster's scheduler: the commands of a dialect, run over a shell. */
@NullMarked
package org.musterhpc.launcher.cluster.batch;

import org.jspecify.annotations.NullMarked;
