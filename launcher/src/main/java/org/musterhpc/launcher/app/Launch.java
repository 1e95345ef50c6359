package org.musterhpc.launcher.app;

import org.musterhpc.launcher.submit.Submission;

/**
 * A campaign that Redis knows of, whose tasks may be sent.
 *
 * @param fresh whether it was not there before
 */
public record Launch(Submission submission, boolean fresh) {}
