/**
 * What a person gets to see: lines and tables, as pure functions from records to text. Uses what stands in the package above; called
 * by commands, by the displays of a run, and where one sentence is to be the same for a program.
 */
@NullMarked
package org.musterhpc.launcher.view.text;

import org.jspecify.annotations.NullMarked;
