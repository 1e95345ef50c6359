/** Starts tasks in containers of apptainer, podman and docker, and ends them by the engine's own means. */
@NullMarked
package org.musterhpc.agent.container;

import org.jspecify.annotations.NullMarked;
