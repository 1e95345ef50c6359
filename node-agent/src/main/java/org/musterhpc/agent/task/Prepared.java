package org.musterhpc.agent.task;

import java.nio.file.Path;

/**
 * An attempt of which everything is ready to be started.
 *
 * @param spec what is to be started
 * @param setup what goes before it
 * @param outputs the files that must be there after it
 * @param result the file that it may write its result to
 * @param page where its output goes
 */
record Prepared(RunSpec spec, SetupScript setup, Promised outputs, Path result, Journal.Page page) {}
