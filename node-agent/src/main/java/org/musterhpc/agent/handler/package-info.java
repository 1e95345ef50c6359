/** Keeps processes of the user's that take one task after the other: a line of JSON in, a line of JSON out. */
@NullMarked
package org.musterhpc.agent.handler;

import org.jspecify.annotations.NullMarked;
