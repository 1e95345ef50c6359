/** Agents as processes of this machine. */
@NullMarked
package org.musterhpc.launcher.cluster.local;

import org.jspecify.annotations.NullMarked;
