/** A user's campaign file, read and checked. */
@NullMarked
package org.musterhpc.launcher.campaign;

import org.jspecify.annotations.NullMarked;
