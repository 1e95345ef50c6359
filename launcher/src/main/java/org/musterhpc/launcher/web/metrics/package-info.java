/**
 * {@code /metrics} for Prometheus: what is counted, how it is written, and a server of its own for a sentinel. Uses {@code web.pages}
 * for what is known and shared, and {@code web.http}; only {@code web} and {@code cli} may use it.
 */
@NullMarked
package org.musterhpc.launcher.web.metrics;

import org.jspecify.annotations.NullMarked;
