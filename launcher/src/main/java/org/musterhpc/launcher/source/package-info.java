/** Where a stage's tasks come from, read as streams. */
@NullMarked
package org.musterhpc.launcher.source;

import org.jspecify.annotations.NullMarked;
