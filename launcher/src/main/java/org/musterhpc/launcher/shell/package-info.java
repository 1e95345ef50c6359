/**
 * Runs commands and puts files on another machine, or here: the seam, its words, and what goes wrong. By what means only the packages
 * below know. Called by clusters, bundles, logs and repair.
 */
@NullMarked
package org.musterhpc.launcher.shell;

import org.jspecify.annotations.NullMarked;
