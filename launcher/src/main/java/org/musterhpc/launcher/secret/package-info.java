/** What no other program may learn by being started from here. */
@NullMarked
package org.musterhpc.launcher.secret;

import org.jspecify.annotations.NullMarked;
