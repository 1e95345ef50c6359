/**
 * What is answered under {@code /api/v1}: from a request to one call of a use case, and to JSON. What looks asks {@code Snapshots}, or
 * shares an answer with all who ask the same, so that Redis is asked no more by many viewers than by one. Uses {@code app},
 * {@code snapshot}, {@code follow} and {@code view} as commands do, and {@code web.http}; only {@code web} and {@code web.metrics} may
 * use it.
 */
@NullMarked
package org.musterhpc.launcher.web.pages;

import org.jspecify.annotations.NullMarked;
