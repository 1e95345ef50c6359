/** Commands of the user's that are told what happened. */
@NullMarked
package org.musterhpc.launcher.callback;

import org.jspecify.annotations.NullMarked;
