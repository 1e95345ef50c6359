/** What of a campaign's outputs is not on disk any more, and how it is made again. */
@NullMarked
package org.musterhpc.launcher.repair;

import org.jspecify.annotations.NullMarked;
