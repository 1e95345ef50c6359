/** What agents need on a cluster: a self-contained program, once, and a folder for each campaign. */
@NullMarked
package org.musterhpc.launcher.bundle;

import org.jspecify.annotations.NullMarked;
