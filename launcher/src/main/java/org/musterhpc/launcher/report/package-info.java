/** A campaign as others are shown it: one record, and how it is written as HTML, Markdown and JSON. */
@NullMarked
package org.musterhpc.launcher.report;

import org.jspecify.annotations.NullMarked;
