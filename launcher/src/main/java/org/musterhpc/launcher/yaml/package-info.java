/** YAML files with the place of everything in them; the only code that sees SnakeYAML. */
@NullMarked
package org.musterhpc.launcher.yaml;

import org.jspecify.annotations.NullMarked;
