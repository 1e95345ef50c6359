/** Tests of attempts. */
@NullMarked
package org.musterhpc.agent.container;

import org.jspecify.annotations.NullMarked;
