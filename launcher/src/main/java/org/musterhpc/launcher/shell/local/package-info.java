/**
 * Runs commands on this machine, each with a time limit and its process group. Uses the words above; called by the shells that
 * use the ssh of this machine, and by local ones.
 */
@NullMarked
package org.musterhpc.launcher.shell.local;

import org.jspecify.annotations.NullMarked;
