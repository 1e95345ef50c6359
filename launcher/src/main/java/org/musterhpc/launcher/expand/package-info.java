/** A campaign file made into the messages that are sent. */
@NullMarked
package org.musterhpc.launcher.expand;

import org.jspecify.annotations.NullMarked;
