/**
 * How Slurm is spoken to: its commands, its states, its limits. It uses {@code dialect}, and no other dialect; only the
 * registry names it, everybody else knows it as a {@link org.musterhpc.launcher.dialect.Dialect}.
 */
@NullMarked
package org.musterhpc.launcher.dialect.slurm;

import org.jspecify.annotations.NullMarked;
