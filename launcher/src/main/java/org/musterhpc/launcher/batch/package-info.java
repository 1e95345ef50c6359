/** A cluster's scheduler: the commands of a dialect, run over a shell. */
@NullMarked
package org.musterhpc.launcher.batch;

import org.jspecify.annotations.NullMarked;
