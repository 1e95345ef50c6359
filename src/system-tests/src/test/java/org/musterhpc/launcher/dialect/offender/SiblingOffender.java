package org.musterhpc.launcher.dialect.offender;

import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.pbs.PbsDialect;

/** Breaks rules, so that a test sees them bite. */
public final class SiblingOffender {
    public Dialect other() {
        return new PbsDialect();
    }
}
