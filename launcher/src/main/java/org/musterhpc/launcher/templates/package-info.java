/** The templates of batch scripts: ours, and those that a site has in a folder of its own. */
@NullMarked
package org.musterhpc.launcher.templates;

import org.jspecify.annotations.NullMarked;
