/** Looks over the machine, the folders and the server, and says what to do about what it finds. */
@NullMarked
package org.musterhpc.launcher.doctor;

import org.jspecify.annotations.NullMarked;
