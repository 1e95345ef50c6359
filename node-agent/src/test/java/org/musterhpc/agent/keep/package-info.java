@NullMarked
package org.musterhpc.agent.keep;

import org.jspecify.annotations.NullMarked;
