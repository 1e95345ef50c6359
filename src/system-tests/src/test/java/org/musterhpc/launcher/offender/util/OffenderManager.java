package org.musterhpc.launcher.offender.util;

/** Breaks rules by its names, so that a test sees them bite. */
public final class OffenderManager {}
