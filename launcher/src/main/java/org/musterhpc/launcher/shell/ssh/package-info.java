/**
 * Opens shells: on another machine by the user's own ssh or by JSch, or here. Uses the shell's words above and what runs
 * commands here; called by whoever connects to clusters, which then knows a {@code Shell} alone.
 */
@NullMarked
package org.musterhpc.launcher.shell.ssh;

import org.jspecify.annotations.NullMarked;
