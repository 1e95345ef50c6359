/** What schedulers are asked and what they answer: text in, text out; nothing here runs a command or opens a file. */
@NullMarked
package org.musterhpc.launcher.dialect;

import org.jspecify.annotations.NullMarked;
