/**
 * The seam to schedulers: what one is asked and what it answers, text in, text out. A {@link Dialect} and the words that
 * its commands and answers are made of live here. Nothing here or below runs a command or opens a file. Whoever speaks to
 * a scheduler may call it; it uses only the queue's model.
 */
@NullMarked
package org.musterhpc.launcher.dialect;

import org.jspecify.annotations.NullMarked;
