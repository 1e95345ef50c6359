/**
 * What Muster can do, a class a use case: each takes and gives records, and tells by {@code Notes} what it does meanwhile.
 * Use cases know neither a command line nor a terminal. Here is only {@link UseCases}, which makes them all; the packages
 * below have them by what they are about. Whatever has a person or a program to serve may call it ({@code cli} does).
 */
@NullMarked
package org.musterhpc.launcher.app;

import org.jspecify.annotations.NullMarked;
