/** Texts as other programs write them, and those that come with this one. */
@NullMarked
package org.musterhpc.launcher.text;

import org.jspecify.annotations.NullMarked;
