/** Texts as other programs write them. */
@NullMarked
package org.musterhpc.launcher.text;

import org.jspecify.annotations.NullMarked;
