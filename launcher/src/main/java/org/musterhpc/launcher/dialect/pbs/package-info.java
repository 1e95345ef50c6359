/**
 * How PBS is spoken to: its commands, its directives, its states, its limits. It uses {@code dialect}, and no other
 * dialect; only the registry names it, everybody else knows it as a {@link org.musterhpc.launcher.dialect.Dialect}.
 */
@NullMarked
package org.musterhpc.launcher.dialect.pbs;

import org.jspecify.annotations.NullMarked;
