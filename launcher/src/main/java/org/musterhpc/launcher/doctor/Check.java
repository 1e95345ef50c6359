package org.musterhpc.launcher.doctor;

import java.util.List;

/** Looks at one thing. Changes nothing that lasts. */
@FunctionalInterface
public interface Check {

    /** Never throws for what it finds: a bad state is a finding. */
    List<CheckResult> look();
}
