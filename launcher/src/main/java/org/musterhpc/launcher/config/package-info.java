/** What a site or user sets once: where Redis is, how agents behave, which clusters there are. */
@NullMarked
package org.musterhpc.launcher.config;

import org.jspecify.annotations.NullMarked;
