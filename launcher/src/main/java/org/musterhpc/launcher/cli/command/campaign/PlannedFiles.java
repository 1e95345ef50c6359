package org.musterhpc.launcher.cli.command.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.Plan;
import org.musterhpc.launcher.app.campaign.Plans;
import org.musterhpc.launcher.problem.Problem;

/** Several campaign files at once: all are looked at, all that is wrong is told together, and none is sent before. */
final class PlannedFiles {
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();

    /**
     * Looks at each.
     *
     * @param look throws a {@link Problem} where a file is not fine; returns its campaign's name
     * @throws Problem where one is not fine, or two are the same campaign
     */
    static void look(List<String> files, FileOptions options, Look look) {
        if (files.size() > 1 && options.name != null) {
            throw Problem.usage("--name is for a single file, and there are " + files.size(), "leave it out");
        }
        PlannedFiles plans = new PlannedFiles();
        files.forEach(file -> plans.look(file, look));
        plans.tell(files.size());
    }

    /** Looks at one file. */
    interface Look {
        String name(String file);
    }

    private void look(String file, Look look) {
        try {
            String name = look.name(file);
            String before = names.putIfAbsent(name, file);
            if (before != null) {
                problems.add(Problem.usage(
                        file + " is campaign " + name + ", as " + before + " is",
                        "give each a name of its own: campaign: NAME"));
            }
        } catch (Problem e) {
            problems.add(e);
        }
    }

    /** What is wrong with files goes before what is wrong around them, such as a server that is away: that is the same for all. */
    private void tell(int files) {
        if (problems.isEmpty()) {
            return;
        }
        List<Problem> bad = problems.stream()
                .filter(problem -> problem.exit() == Problem.USAGE)
                .toList();
        if (files == 1 || bad.isEmpty()) {
            throw problems.get(0);
        }
        throw Problem.usage(
                bad.stream().map(Throwable::getMessage).collect(Collectors.joining("\n")),
                bad.size() + " of " + files + " files are not fine; "
                        + bad.get(0).advice());
    }

    /**
     * A plan for each; where one is not fine, none of them leaves anything.
     *
     * @param request what is wanted of each
     * @param check what else is to be looked at
     */
    static List<Plan> of(
            Plans plans,
            List<String> files,
            FileOptions options,
            Function<String, CampaignRequest> request,
            Consumer<Plan> check) {
        List<Plan> made = new ArrayList<>();
        boolean fine = false;
        try {
            look(files, options, file -> {
                Plan plan = plans.of(request.apply(file));
                made.add(plan);
                check.accept(plan);
                return plan.name();
            });
            fine = true;
        } finally {
            if (!fine) {
                discard(made);
            }
        }
        return made;
    }

    static void discard(List<Plan> plans) {
        plans.forEach(Plan::discard);
    }
}
