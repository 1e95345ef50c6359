/**
 * What a program gets to see: the shapes of {@code --json}, and CSV. Keys may be added, and none changes its meaning. Uses what stands
 * in the package above, and sentences of {@code text}; called by commands and callbacks.
 */
@NullMarked
package org.musterhpc.launcher.view.json;

import org.jspecify.annotations.NullMarked;
