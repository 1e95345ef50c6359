package org.musterhpc.launcher.cli.command;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.musterhpc.launcher.app.campaign.WordsCampaign;
import org.musterhpc.launcher.problem.Problem;

/** What is wrong with the file that words stand for, told of the words: nobody has seen that file. */
final class WordProblems {
    /** Where it is wrong, and the key that is meant. */
    private static final Pattern PLACE =
            Pattern.compile("(?m)^(?:/.*/)?" + WordsCampaign.LABEL + "(?::\\d+)?: (?:([a-z_]+(?:\\.[a-z_]+)*): )?");

    private WordProblems() {}

    static Problem told(Problem problem) {
        String what = String.valueOf(problem.getMessage());
        String told = PLACE.matcher(what).replaceAll(WordProblems::option);
        return told.equals(what) ? problem : problem.told(told);
    }

    private static String option(MatchResult place) {
        String key = place.group(1);
        return key == null ? "" : Matcher.quoteReplacement(WordsOptions.option(key) + ": ");
    }
}
