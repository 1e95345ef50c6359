/**
 * Which dialects there are: a line each. It stands apart from the seam, which no dialect's package could use otherwise.
 * Whoever has a name from {@code muster.yml} may ask it.
 */
@NullMarked
package org.musterhpc.launcher.dialect.registry;

import org.jspecify.annotations.NullMarked;
