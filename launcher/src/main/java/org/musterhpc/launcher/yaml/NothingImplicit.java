package org.musterhpc.launcher.yaml;

import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Leaves every plain word the text that it is. YAML 1.1 would read {@code 1:30:00} as 5400, {@code NO} as false and
 * {@code 0755} as 493; here whoever asks for a number or a flag reads the text as one.
 */
final class NothingImplicit extends Resolver {
    @Override
    protected void addImplicitResolvers() {
        // none
    }
}
