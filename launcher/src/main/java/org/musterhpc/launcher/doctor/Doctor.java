package org.musterhpc.launcher.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.config.Hazard;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.trial.TrialFolder;
import org.musterhpc.queue.redis.connect.RedisAddress;

/** All checks, in the order in which a person wants to read them. */
public final class Doctor {
    private final List<Check> checks;

    Doctor(List<Check> checks) {
        this.checks = List.copyOf(checks);
    }

    /**
     * The checks for a launcher.
     *
     * @param redis the server that the configuration names; null: the embedded one, which is started for the look and
     *     stopped again if it was not running
     * @param accepted what of a server's being unfit is taken all the same
     */
    public static Doctor of(
            MusterHome home, Map<String, String> env, @Nullable RedisAddress redis, Set<Hazard> accepted) {
        return new Doctor(List.of(
                new JavaCheck(Runtime.version().feature(), Runtime.getRuntime().maxMemory()),
                new ProgramsCheck(env),
                new HomeCheck(home.root()),
                redis == null ? new EmbeddedServerCheck(home, env) : new ServerCheck(redis, false, accepted),
                AgentCheck.beside()));
    }

    /**
     * The checks of what was installed, in a folder of its own: no setting of the user's is looked at.
     *
     * @param env the user's, for what is on the PATH
     */
    public static Doctor ofInstallation(TrialFolder folder, Map<String, String> env) {
        return new Doctor(List.of(
                new JavaCheck(Runtime.version().feature(), Runtime.getRuntime().maxMemory()),
                new ProgramsCheck(env),
                new EmbeddedServerCheck(folder.home(), env),
                AgentCheck.beside(),
                new TrialCampaignCheck(folder),
                new SigningCheck(folder.home(), TrialCampaignCheck.CAMPAIGN),
                new TemplatesCheck(Dialects.all()),
                new ClientsCheck(env)));
    }

    public List<CheckResult> examine() {
        List<CheckResult> findings = new ArrayList<>();
        examine(findings::add);
        return findings;
    }

    /** @param found is told of each finding as soon as it is known */
    public void examine(Consumer<CheckResult> found) {
        checks.forEach(check -> check.look().forEach(found));
    }

    /** The findings as a person reads them: a line each, and one more where there is something to do. */
    public static String text(List<CheckResult> findings) {
        StringBuilder text = new StringBuilder();
        for (CheckResult finding : findings) {
            text.append(String.format(
                    Locale.ROOT, "%-4s  %-12s  %s%n", word(finding.level()), finding.check(), finding.what()));
            if (!finding.advice().isEmpty()) {
                text.append(String.format(Locale.ROOT, "%20s-> %s%n", "", finding.advice()));
            }
        }
        return text.toString();
    }

    private static String word(CheckResult.Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
