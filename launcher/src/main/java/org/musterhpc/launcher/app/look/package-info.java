/**
 * Use cases that look and change nothing: which campaign and which tasks are meant, how they stand, what happened, why,
 * and what was printed. It uses {@code connection} alone of {@code app}; the other packages of {@code app} may use it.
 */
@NullMarked
package org.musterhpc.launcher.app.look;

import org.jspecify.annotations.NullMarked;
