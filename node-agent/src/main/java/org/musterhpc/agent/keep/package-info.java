/** What an agent keeps on disk of its reports, so that a Redis that is away, or gone, costs none of them. */
@NullMarked
package org.musterhpc.agent.keep;

import org.jspecify.annotations.NullMarked;
