/** Follows a campaign while it runs: runs what reconciles it, shows how it gets on, tells how it ended. Called by use cases. */
@NullMarked
package org.musterhpc.launcher.follow;

import org.jspecify.annotations.NullMarked;
