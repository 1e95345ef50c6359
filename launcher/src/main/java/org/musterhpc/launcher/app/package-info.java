/**
 * What Muster can do, a class a use case: each takes and gives records, and tells by {@link Notes} what it does meanwhile.
 * It knows neither a command line nor a terminal, and whatever has one may call it ({@code cli} does): {@link UseCases}
 * makes them.
 */
@NullMarked
package org.musterhpc.launcher.app;

import org.jspecify.annotations.NullMarked;
