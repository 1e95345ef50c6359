/** What tasks printed on clusters whose files are not seen here. */
@NullMarked
package org.musterhpc.launcher.logs;

import org.jspecify.annotations.NullMarked;
