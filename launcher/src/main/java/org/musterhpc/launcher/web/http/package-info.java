/**
 * What speaks HTTP and knows no campaign: where a page is served and to whom, tokens, sessions and TLS, from an exchange to a request
 * and from an answer to what is sent, and those who follow. Uses the launcher's files, problems and JSON; {@code web} and what is
 * beside it may use it, and commands say where to {@code Listen}.
 */
@NullMarked
package org.musterhpc.launcher.web.http;

import org.jspecify.annotations.NullMarked;
