/** What the agent writes down about itself. */
@NullMarked
package org.musterhpc.agent.diary;

import org.jspecify.annotations.NullMarked;
