/** What tests need that is not ours: real servers, hand-driven time, broken networks. */
@NullMarked
package org.musterhpc.testkit;

import org.jspecify.annotations.NullMarked;
