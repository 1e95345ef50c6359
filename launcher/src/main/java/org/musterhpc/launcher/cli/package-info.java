/** The program {@code muster}: its commands, their options, and what they print. */
@NullMarked
package org.musterhpc.launcher.cli;

import org.jspecify.annotations.NullMarked;
