/** YAML with the line of every value; the only package that sees the YAML library. */
@NullMarked
package org.musterhpc.launcher.yaml;

import org.jspecify.annotations.NullMarked;
