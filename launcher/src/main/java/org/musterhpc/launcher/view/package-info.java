/**
 * What is shown, before it is text or JSON: sums over stages, words for numbers and times, how an output looks. Uses the queue's
 * records; called by use cases, and by all who show something.
 */
@NullMarked
package org.musterhpc.launcher.view;

import org.jspecify.annotations.NullMarked;
