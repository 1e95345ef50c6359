/**
 * The process and the terminal it has: its streams, signals and interrupts, the display that suits, and how failures are
 * told. It knows no command and no option; everything in {@code cli} may use it.
 */
@NullMarked
package org.musterhpc.launcher.cli.terminal;

import org.jspecify.annotations.NullMarked;
