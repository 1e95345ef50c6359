package org.musterhpc.launcher.app;

import org.musterhpc.launcher.view.Output;

/** Breaks rules, so that a test sees them bite. */
public final class AppOffender {
    public void tell(Output output) {
        output.line("a use case that prints");
        System.out.println("and again");
    }
}
