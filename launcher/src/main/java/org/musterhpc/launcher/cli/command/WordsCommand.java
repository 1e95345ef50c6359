package org.musterhpc.launcher.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.GivenCommand;
import org.musterhpc.launcher.app.campaign.WordsCampaign;
import org.musterhpc.launcher.app.look.Campaigns;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.campaign.CampaignWords;
import org.musterhpc.launcher.campaign.CampaignWords.Tasks;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.ShellQuoting;
import org.musterhpc.launcher.view.Harmless;
import picocli.CommandLine.ArgGroup;

/** A command about a campaign's file, or about a command line behind {@code --} that stands for one. */
public abstract class WordsCommand extends SessionCommand {
    private static final String LINE = "muster run --lines FILE -- PROGRAM '{{line}}'";

    @ArgGroup(
            exclusive = false,
            validate = false,
            heading = "%nFor a command behind --, PROGRAM [ARGUMENT…] or 'SHELL LINE', instead of a file:%n")
    WordsOptions words = new WordsOptions();

    private @Nullable List<String> command;

    /**
     * What stands beside the words.
     *
     * @param verb the command's own name
     * @param others words that are no options: files, and {@code -} for standard input
     * @param more how many of these there may be beside {@code -}
     */
    public record Given(
            String verb,
            List<String> others,
            int more,
            @Nullable String name,
            @Nullable String cluster,
            List<String> vars) {}

    /** A campaign that words stand for, and the command to say again. */
    public record Spoken(WordsCampaign campaign, GivenCommand said) {
        public String name() {
            return campaign.name();
        }
    }

    protected abstract Given given();

    /** Whether the campaign may come to be, so that its words are kept with it. */
    protected abstract boolean submits();

    /** There is no command: a file is meant, or the name of a campaign. */
    protected abstract int runFile(Session session);

    protected abstract int runWords(Session session, Spoken spoken);

    /** What stands behind {@code --}. */
    public final void behindDashes(List<String> behind) {
        command = behind;
    }

    @Override
    protected final int run(Session session) {
        Given given = given();
        List<String> line = command;
        try {
            if (line == null) {
                return words.print ? print(session, kept(session, given)) : withoutCommand(session, given);
            }
            return withCommand(session, given, line);
        } catch (Problem e) {
            throw WordProblems.told(e);
        }
    }

    private int withoutCommand(Session session, Given given) {
        List<String> typed = words.typed();
        if (given.others().contains(WordsCampaign.STDIN)) {
            typed.add(0, WordsCampaign.STDIN);
        }
        if (!typed.isEmpty()) {
            String first = typed.get(0).split(" ", 2)[0];
            throw given.others().stream().allMatch(WordsCampaign.STDIN::equals)
                    ? Problem.usage(first + " is for a command, and there is none", "write it behind --: " + LINE)
                    : Problem.usage(
                            first + " is for a command behind --, and there is none",
                            "write it so: " + LINE + "; what is meant for a file stands in the file");
        }
        return runFile(session);
    }

    private int withCommand(Session session, Given given, List<String> line) {
        CampaignWords said = said(given, line);
        Path folder = Path.of("").toAbsolutePath();
        String name = given.name() == null ? said.name(folder) : given.name();
        GivenCommand how = how(given, line);
        said.refuseSlips(new GivenCommand(how.verb(), how.what(), how.name(), "").toString());
        WordsCampaign plain = WordsCampaign.plain(said, name, folder);
        if (words.print) {
            refuseStdin(said.tasks());
            return print(session, plain);
        }
        boolean stdin = said.tasks() != null && said.tasks().value().equals(WordsCampaign.STDIN);
        if (!stdin) {
            CampaignFile.of(plain.file(), plain.text(), List.of()); // nothing is kept of what cannot be meant
        }
        if (!submits() && !stdin) {
            return runWords(session, new Spoken(plain, how));
        }
        try {
            WordsCampaign laid = WordsCampaign.laid(
                    session.home(),
                    said,
                    plain,
                    session.streams().in(),
                    session.streams().interactive(),
                    session);
            if (submits() && given.name() == null) {
                session.note("campaign " + name + " (--name NAME calls it otherwise)");
            }
            return runWords(session, new Spoken(laid, how));
        } finally {
            plain.discard(session.home());
        }
    }

    private CampaignWords said(Given given, List<String> line) {
        if (line.isEmpty() || line.get(0).isBlank()) {
            throw Problem.usage("nothing stands behind --", "write the command there: " + LINE);
        }
        List<String> files = new ArrayList<>(given.others());
        boolean dash = files.remove(WordsCampaign.STDIN);
        String file = files.size() > given.more() ? files.get(0) : null;
        file = file == null
                ? files.stream().filter(Campaigns::isFile).findFirst().orElse(null)
                : file;
        if (file != null) {
            throw Problem.usage(
                    "there are a file, " + file + ", and a command behind --",
                    "leave one of them out: the file says what runs");
        }
        if (!given.vars().isEmpty()) {
            throw Problem.usage("--var is for a campaign's file", "write the value into the command");
        }
        for (String word : line) {
            if (word.indexOf('\uFFFD') >= 0) {
                throw Problem.usage(
                        "'" + word + "' is not in UTF-8, or not to be read in this locale",
                        "set LANG=C.UTF-8 where it is in UTF-8; else take it from a file: --lines FILE");
            }
        }
        List<Tasks> sources = words.sources();
        if (dash) {
            sources.add(0, new Tasks("lines", WordsCampaign.STDIN));
        }
        if (sources.size() > 1) {
            throw Problem.usage(
                    "tasks come from two sources: " + typed(sources.get(0)) + " and " + typed(sources.get(1)),
                    "leave one of them out");
        }
        Map<String, String> settings = new LinkedHashMap<>();
        if (given.cluster() != null) {
            settings.put("cluster", given.cluster());
        }
        settings.putAll(words.settings());
        return new CampaignWords(
                sources.isEmpty() ? null : sources.get(0),
                settings,
                words.environment(),
                words.outputs,
                words.retries(),
                line);
    }

    private static String typed(Tasks source) {
        return "--" + source.kind() + " " + source.value();
    }

    private GivenCommand how(Given given, List<String> line) {
        List<String> typed = words.typed();
        if (given.others().contains(WordsCampaign.STDIN)) {
            typed.add(0, WordsCampaign.STDIN);
        }
        if (given.cluster() != null) {
            typed.add("--cluster " + given.cluster());
        }
        return new GivenCommand(given.verb(), String.join(" ", typed), given.name(), "-- " + ShellQuoting.line(line));
    }

    private static void refuseStdin(@Nullable Tasks tasks) {
        if (tasks != null && tasks.value().equals(WordsCampaign.STDIN)) {
            throw Problem.usage(
                    "--print reads nothing, and a file cannot name what comes on standard input",
                    "put it into a file first, and name that: --" + tasks.kind() + " FILE");
        }
    }

    private static WordsCampaign kept(Session session, Given given) {
        WordsCampaign kept = given.others().size() == 1
                ? WordsCampaign.kept(session.home(), given.others().get(0))
                : null;
        if (kept == null) {
            throw Problem.usage(
                    "--print is for a command behind --, and there is none",
                    "write it so: muster run --print --lines FILE -- PROGRAM '{{line}}'");
        }
        return kept;
    }

    /** The request that a word is: for a file, or for what a campaign of that name was submitted from without one. */
    protected static CampaignRequest meant(Session session, String word, CampaignRequest options) {
        WordsCampaign kept = Files.exists(Path.of(word)) ? null : WordsCampaign.kept(session.home(), word);
        return kept == null ? options : kept.of(options);
    }

    /** There has to be a file, or a command behind --. */
    protected static Problem lacks(String verb, String what) {
        return Problem.usage(
                "muster " + verb + " needs " + what,
                "muster " + verb + " --help shows what it takes; without a file: muster " + verb
                        + LINE.substring("muster run".length()));
    }

    private static int print(Session session, WordsCampaign campaign) {
        CampaignFile.of(campaign.file(), campaign.text(), List.of()); // or it says what is wrong
        if (session.json()) {
            session.out()
                    .json(JsonNodeFactory.instance
                            .objectNode()
                            .put("campaign", campaign.name())
                            .put("folder", campaign.folder().toString())
                            .put("file", campaign.text()));
            return 0;
        }
        session.out()
                .line("# What it names is looked for in the folder that it is in: "
                        + Harmless.line(campaign.folder().toString()));
        campaign.text().lines().forEach(session.out()::line);
        return 0;
    }
}
