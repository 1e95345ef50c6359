/**
 * What use cases share: the server and its queues, opened when they are first asked for, what the user has set, the places
 * where agents run, and the keys of campaigns. It uses no other package of {@code app}; every other one may use it.
 */
@NullMarked
package org.musterhpc.launcher.app.connection;

import org.jspecify.annotations.NullMarked;
