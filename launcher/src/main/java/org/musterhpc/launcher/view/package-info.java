/** What a person or a program gets to see: tables, progress and JSON, as pure functions from records to text. */
@NullMarked
package org.musterhpc.launcher.view;

import org.jspecify.annotations.NullMarked;
