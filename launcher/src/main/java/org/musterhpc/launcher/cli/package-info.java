/**
 * The program {@code muster}: from arguments to a command out of the {@link Catalogue}, and to an exit status. It uses
 * everything below; nothing calls it but the start script.
 */
@NullMarked
package org.musterhpc.launcher.cli;

import org.jspecify.annotations.NullMarked;
