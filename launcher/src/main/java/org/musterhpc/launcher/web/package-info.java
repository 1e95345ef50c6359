/**
 * The dashboard: the page's own files, and the server that puts together who may look and act ({@code web.http}), what is answered
 * ({@code web.pages}) and metrics ({@code web.metrics}). Only {@code cli} may use it.
 */
@NullMarked
package org.musterhpc.launcher.web;

import org.jspecify.annotations.NullMarked;
