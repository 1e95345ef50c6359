/** A campaign in one file, to be looked at elsewhere: how it is written, and how it is read where nothing in it is trusted. */
@NullMarked
package org.musterhpc.launcher.archive;

import org.jspecify.annotations.NullMarked;
