/**
 * One look a second at a campaign, however many look: what follows, supervises or shows a campaign asks here, not Redis. Uses the
 * queue alone; called by fleets, by those who follow campaigns and by use cases.
 */
@NullMarked
package org.musterhpc.launcher.snapshot;

import org.jspecify.annotations.NullMarked;
