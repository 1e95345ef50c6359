/** From a campaign file to messages: the manifest, and every problem that can be found before anything is sent. */
@NullMarked
package org.musterhpc.launcher.expand;

import org.jspecify.annotations.NullMarked;
