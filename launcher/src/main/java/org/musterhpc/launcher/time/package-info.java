/** Waiting, so that tests need not. */
@NullMarked
package org.musterhpc.launcher.time;

import org.jspecify.annotations.NullMarked;
