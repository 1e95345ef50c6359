package org.musterhpc.launcher.yaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What an unquoted word means, after YAML 1.2: {@code NO} is a text, {@code 1:30:00} is a text and not 5400, {@code 0755} is a
 * text and not 493, {@code 2026-01-02} is a text.
 */
final class CoreResolver extends Resolver {
    private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL| |");
    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]*)");
    private static final Pattern DECIMAL =
            Pattern.compile("-?(0|[1-9][0-9]*)?\\.[0-9]+([eE][-+]?[0-9]+)?|-?(0|[1-9][0-9]*)[eE][-+]?[0-9]+");

    @Override
    protected void addImplicitResolvers() {
        addImplicitResolver(Tag.NULL, NOTHING, null);
        addImplicitResolver(Tag.BOOL, TRUTH, "tTfF");
        addImplicitResolver(Tag.INT, WHOLE, "-0123456789");
        addImplicitResolver(Tag.FLOAT, DECIMAL, "-.0123456789");
    }
}
