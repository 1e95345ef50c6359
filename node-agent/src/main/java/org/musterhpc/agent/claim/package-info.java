/** Which tasks this agent holds, when it asks for more, and how it hands in what became of them. */
@NullMarked
package org.musterhpc.agent.claim;

import org.jspecify.annotations.NullMarked;
