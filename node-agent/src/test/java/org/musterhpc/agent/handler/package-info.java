/** Tests of handlers. */
@NullMarked
package org.musterhpc.agent.handler;

import org.jspecify.annotations.NullMarked;
