/** Tests of what becomes of an agent of which a part has failed. */
@NullMarked
package org.musterhpc.agent.supervise;

import org.jspecify.annotations.NullMarked;
