/**
 * Use cases about this machine and the user's setup, not about a campaign: a first file, the program where a shell finds
 * it, a check of all that is set. They use {@code connection}; no other use case uses them.
 */
@NullMarked
package org.musterhpc.launcher.app.site;

import org.jspecify.annotations.NullMarked;
