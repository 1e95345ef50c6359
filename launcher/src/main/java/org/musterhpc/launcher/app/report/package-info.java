/** Use cases that look back: what became of a campaign, what to ask for next time, and how to show it elsewhere. */
@NullMarked
package org.musterhpc.launcher.app.report;

import org.jspecify.annotations.NullMarked;
