/** Commands that look back on a campaign. */
@NullMarked
package org.musterhpc.launcher.cli.command.report;

import org.jspecify.annotations.NullMarked;
