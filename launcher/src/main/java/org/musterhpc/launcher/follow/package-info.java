/** Sees a campaign through to its end: looks after its agents, shows how it gets on, tells how it ended. */
@NullMarked
package org.musterhpc.launcher.follow;

import org.jspecify.annotations.NullMarked;
