/** Agents as processes of this machine: they are started, replaced when they die, and end with the program that follows. */
@NullMarked
package org.musterhpc.launcher.cluster.local;

import org.jspecify.annotations.NullMarked;
