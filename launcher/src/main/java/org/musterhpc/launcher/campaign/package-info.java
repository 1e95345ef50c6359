/** Campaign files: what a user wants to run, read and checked without touching the tasks' data. */
@NullMarked
package org.musterhpc.launcher.campaign;

import org.jspecify.annotations.NullMarked;
