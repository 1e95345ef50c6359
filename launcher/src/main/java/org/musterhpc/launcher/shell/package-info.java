/** Runs commands and puts files on another machine, over SSH or here; only this package knows by what means. */
@NullMarked
package org.musterhpc.launcher.shell;

import org.jspecify.annotations.NullMarked;
