/** What a campaign should ask for next time, by what its tasks have used: histories in, sentences and changes out. */
@NullMarked
package org.musterhpc.launcher.advice;

import org.jspecify.annotations.NullMarked;
