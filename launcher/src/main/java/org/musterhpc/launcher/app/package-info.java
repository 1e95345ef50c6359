/** What a person can do with campaigns, one class a use case. No use case knows of a command line or a terminal. */
@NullMarked
package org.musterhpc.launcher.app;

import org.jspecify.annotations.NullMarked;
