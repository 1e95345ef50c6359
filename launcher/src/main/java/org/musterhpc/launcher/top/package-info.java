/**
 * The full-screen view: a model that turns keys and what was seen into lines and knows no terminal ({@link
 * org.musterhpc.launcher.top.Top}), a thread that asks ({@code Lookout}), and a terminal ({@code Screen}). Asks {@code Snapshots}, and
 * the use cases of {@code app} as commands do; only {@code cli} may use it.
 */
@NullMarked
package org.musterhpc.launcher.top;

import org.jspecify.annotations.NullMarked;
