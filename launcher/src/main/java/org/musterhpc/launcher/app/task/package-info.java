/**
 * Use cases that change single tasks: cancel, retry, and a try of one here. They use {@code connection}, {@code look} and
 * {@code campaign}; no other use case uses them.
 */
@NullMarked
package org.musterhpc.launcher.app.task;

import org.jspecify.annotations.NullMarked;
