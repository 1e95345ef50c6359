/** The site's and the user's settings, {@code muster.yml}. */
@NullMarked
package org.musterhpc.launcher.config;

import org.jspecify.annotations.NullMarked;
