package org.musterhpc.launcher.dialect.pbs;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which lines of our template a site's own directive would say once more. */
final class PbsDirectives {
    private static final Pattern OPTION = Pattern.compile("(?:^|\\s)-([A-Za-z])\\s*(\\S+)");
    private static final Map<String, String> SAYS = Map.of(
            "N",
            "name",
            "J",
            "array",
            "o",
            "logs",
            "q",
            "queue",
            "A",
            "account",
            "P",
            "project",
            "m",
            "mail",
            "M",
            "mail_user");
    private static final Map<String, String> RESOURCES =
            Map.of("select", "select", "ncpus", "select", "mem", "select", "nodes", "select", "walltime", "walltime");

    private PbsDirectives() {}

    /** Of two {@code -l select=} qsub takes the first, which is ours; {@code -l ncpus=} beside one is refused. */
    static Set<String> says(String directive) {
        Set<String> variables = new HashSet<>();
        Matcher option = OPTION.matcher(directive);
        while (option.find()) {
            String variable = SAYS.get(option.group(1));
            if (variable != null) {
                variables.add(variable);
            } else if (option.group(1).equals("l")) {
                for (String resource : option.group(2).split(",", -1)) {
                    variables.add(RESOURCES.getOrDefault(resource.split("=", 2)[0], ""));
                }
            }
        }
        variables.remove("");
        return variables;
    }
}
