/** The program on each compute node: its command line, its signals, its end. */
@NullMarked
package org.musterhpc.agent;

import org.jspecify.annotations.NullMarked;
