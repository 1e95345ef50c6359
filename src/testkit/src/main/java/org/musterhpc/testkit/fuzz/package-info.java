/** Inputs by chance that can be had again: seeds, texts that break things, damage to bytes. */
@NullMarked
package org.musterhpc.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
