/** Where things are kept on the launcher's machine. */
@NullMarked
package org.musterhpc.launcher.home;

import org.jspecify.annotations.NullMarked;
