/** This program tried as a user does: its own commands, in a folder with a home, settings and a server of its own. */
@NullMarked
package org.musterhpc.launcher.trial;

import org.jspecify.annotations.NullMarked;
