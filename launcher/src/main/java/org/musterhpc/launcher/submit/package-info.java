/** How a campaign gets onto the queues, in such a way that it can be said again after any interruption. */
@NullMarked
package org.musterhpc.launcher.submit;

import org.jspecify.annotations.NullMarked;
