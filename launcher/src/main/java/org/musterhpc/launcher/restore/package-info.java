/** How a campaign comes back that Redis has lost: from its manifest, less what agents' journals say is done. */
@NullMarked
package org.musterhpc.launcher.restore;

import org.jspecify.annotations.NullMarked;
