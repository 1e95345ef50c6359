/** What a compute node looks like from within, for whoever sets a cluster up. */
@NullMarked
package org.musterhpc.agent.probe;

import org.jspecify.annotations.NullMarked;
