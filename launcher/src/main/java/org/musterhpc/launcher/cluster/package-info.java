/**
 * The seam for every place that runs agents: a cluster opens fleets. Kinds of clusters live in packages below and see only
 * this one; use cases see the seam.
 */
@NullMarked
package org.musterhpc.launcher.cluster;

import org.jspecify.annotations.NullMarked;
