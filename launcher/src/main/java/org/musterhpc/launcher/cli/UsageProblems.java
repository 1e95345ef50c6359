package org.musterhpc.launcher.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.command.NearestName;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What picocli finds wrong with the arguments, said in our way. */
final class UsageProblems {
    /** What picocli calls Java's types. */
    private static final Pattern NUMBER = Pattern.compile("is not an? (int|long)\\b");

    private UsageProblems() {}

    /** @param dashes whether a command of the user's, which is to stand behind {@code --}, may have been meant */
    static Problem of(CommandLine.ParameterException e, String command, boolean dashes) {
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        String help = "muster " + command + " --help shows what it takes"
                + (dashes ? "; a command and its arguments stand behind --" : "");
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            return word.startsWith("-")
                    ? unknownOption(word, spec, command, help)
                    : Problem.usage("'" + word + "' is one argument too many for muster " + command, help);
        }
        if (e instanceof CommandLine.MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            if (String.valueOf(e.getMessage()).startsWith("Missing required parameter for option")) {
                return Problem.usage("'" + label(missing.getMissing().get(0)) + "' stands without a value", help);
            }
            String names =
                    missing.getMissing().stream().map(UsageProblems::label).collect(Collectors.joining(", "));
            return Problem.usage("muster " + command + " needs " + names, help);
        }
        String said = NUMBER.matcher(String.valueOf(e.getMessage())).replaceAll("is not a whole number");
        return Problem.usage(lowerFirst(said), help);
    }

    private static Problem unknownOption(String word, CommandSpec spec, String command, String help) {
        String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        List<String> known =
                spec.options().stream().map(OptionSpec::longestName).toList();
        String near = NearestName.of(name, known);
        return Problem.usage(
                "muster " + command + " has no option '" + name + "'", near == null ? help : "did you mean: " + near);
    }

    private static String label(ArgSpec arg) {
        return arg.isOption() ? ((OptionSpec) arg).longestName() : arg.paramLabel();
    }

    private static String lowerFirst(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
