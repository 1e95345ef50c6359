/** What the records of a campaign tell of it as a whole, gathered while they stream by. */
@NullMarked
package org.musterhpc.launcher.history;

import org.jspecify.annotations.NullMarked;
