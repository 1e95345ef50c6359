/**
 * Use cases that make, change, mend and remove a campaign: it is planned and verified, submitted, added to, paused,
 * repaired, restored and purged. It uses {@code connection} and {@code look}; {@code task} may use it.
 */
@NullMarked
package org.musterhpc.launcher.app.campaign;

import org.jspecify.annotations.NullMarked;
