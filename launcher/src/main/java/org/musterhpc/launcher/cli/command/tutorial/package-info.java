/** {@code muster tutorial}: a first campaign, step by step, in a folder and with a server of its own. */
@NullMarked
package org.musterhpc.launcher.cli.command.tutorial;

import org.jspecify.annotations.NullMarked;
