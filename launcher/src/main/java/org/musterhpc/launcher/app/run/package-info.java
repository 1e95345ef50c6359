/**
 * Use cases that stay with a campaign while agents work on it: a run, a sentinel, a change of their number, a command for
 * each task that ended, and what is done at the campaign's end. They use {@code connection} and {@code look}; no
 * other use case uses them.
 */
@NullMarked
package org.musterhpc.launcher.app.run;

import org.jspecify.annotations.NullMarked;
