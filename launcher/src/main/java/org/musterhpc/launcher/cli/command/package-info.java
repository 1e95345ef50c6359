/**
 * What commands share: the {@code Session} that one has open, the options that several take, and the one line that tells
 * what was changed. It uses {@code terminal} and the use cases; the commands themselves are in the packages below, by what
 * they act on, as the use cases are.
 */
@NullMarked
package org.musterhpc.launcher.cli.command;

import org.jspecify.annotations.NullMarked;
