package org.musterhpc.launcher.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.KnownNames;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a line may go on with: {@code muster __complete WORD…}, the last of which is begun. A shell asks it at every TAB, so it
 * opens nothing, and never says what is wrong.
 */
final class Completion {
    /** What asks, in the scripts that {@code muster completion} prints. */
    static final String COMMAND = "__complete";

    /** The shell is to complete names of files itself. */
    static final String FILES = ":files";

    private static final Set<String> FILE_LABELS = Set.of("FILE", "DIR", "PATTERN");

    private final KnownNames names;

    Completion(Map<String, String> env) {
        names = new KnownNames(MusterHome.of(env), env);
    }

    /** Words that may stand there, one a line; the last line may be {@link #FILES}. */
    static List<String> of(List<String> words, Map<String, String> env) {
        try {
            return new Completion(env).candidates(words);
        } catch (RuntimeException e) {
            return List.of(); // nobody wants to read about it in the middle of a line
        }
    }

    private List<String> candidates(List<String> words) {
        String begun = words.isEmpty() ? "" : words.get(words.size() - 1);
        Set<String> all = new TreeSet<>();
        boolean files = false;
        if (words.size() < 2) {
            all.addAll(Catalogue.entries().keySet());
            all.add("help");
        } else if (words.get(0).equals("help")) {
            all.addAll(Catalogue.entries().keySet());
            all.addAll(Topics.summaries().keySet());
        } else if (words.subList(0, words.size() - 1).contains("--")) {
            files = true;
        } else {
            files = arguments(words, begun, all);
        }
        List<String> fitting = new ArrayList<>(
                all.stream().filter(word -> word.startsWith(begun)).toList());
        if (files) {
            fitting.add(FILES);
        }
        return fitting;
    }

    /** @return whether names of files may stand there, too */
    private boolean arguments(List<String> words, String begun, Set<String> all) {
        Catalogue.Entry entry = Catalogue.entries().get(words.get(0));
        if (entry == null) {
            return false;
        }
        CommandSpec spec = new CommandLine(entry.make().get()).getCommandSpec();
        List<String> before = words.subList(1, words.size() - 1);
        for (String word : before) {
            CommandLine inner = spec.subcommands().get(word);
            spec = inner == null ? spec : inner.getCommandSpec();
        }
        OptionSpec open = before.isEmpty() ? null : spec.findOption(before.get(before.size() - 1));
        if (open != null && open.arity().max() > 0) {
            return values(open, campaign(before), all);
        }
        if (begun.startsWith("-")) {
            spec.options().forEach(option -> all.add(option.longestName()));
            return false;
        }
        all.addAll(spec.subcommands().keySet());
        boolean files = false;
        for (ArgSpec positional : spec.positionalParameters()) {
            files |= values(positional, null, all);
        }
        return files;
    }

    private boolean values(ArgSpec arg, @Nullable String campaign, Set<String> all) {
        String label = arg.paramLabel();
        String option = arg instanceof OptionSpec named ? named.longestName() : "";
        switch (option) {
            case "--cluster" -> all.addAll(names.clusters());
            case "--stage" -> all.addAll(names.stages(campaign));
            case "--state" -> Arrays.stream(State.values()).forEach(state -> all.add(state.name()));
            case "--outcome" -> Arrays.stream(Outcome.values()).forEach(outcome -> all.add(outcome.name()));
            default -> {
                if (label.contains("CAMPAIGN")) {
                    all.addAll(names.campaigns());
                }
                if (arg.typeInfo().isEnum()) {
                    arg.typeInfo().getEnumConstantNames().forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
                }
            }
        }
        return Arrays.stream(label.split("\\W")).anyMatch(FILE_LABELS::contains);
    }

    /** The campaign that is named on the line, if one is. */
    private @Nullable String campaign(List<String> before) {
        List<String> known = names.campaigns();
        for (String word : before) {
            if (known.contains(word)) {
                return word;
            }
        }
        return null;
    }
}
