/** The Redis that Muster brings along: one server for each {@code MUSTER_HOME}, for its owner alone. */
@NullMarked
package org.musterhpc.launcher.server;

import org.jspecify.annotations.NullMarked;
