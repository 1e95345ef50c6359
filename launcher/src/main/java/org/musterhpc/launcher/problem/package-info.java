/** What went wrong, as a user is told it. */
@NullMarked
package org.musterhpc.launcher.problem;

import org.jspecify.annotations.NullMarked;
