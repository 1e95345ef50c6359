package org.musterhpc.launcher.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.campaign.CampaignFile;
import org.musterhpc.launcher.campaign.CampaignSpec;
import org.musterhpc.launcher.expand.Additions;
import org.musterhpc.launcher.expand.Expanded;
import org.musterhpc.launcher.expand.Expansion;
import org.musterhpc.launcher.expand.Finding;
import org.musterhpc.launcher.expand.ManifestReader;
import org.musterhpc.launcher.expand.Verification;
import org.musterhpc.launcher.home.CampaignTurn;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.submit.Source;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.MessageText;
import org.musterhpc.queue.sign.SigningKey;

/** A campaign file that has been read, expanded to its tasks, and verified; its manifest still lies aside. */
record Plan(
        CampaignSpec spec,
        Expanded expanded,
        Incoming incoming,
        @Nullable String cluster) {

    /**
     * Reads the file and makes its tasks.
     *
     * @throws Problem with every finding a line, where something is wrong
     */
    static Plan of(Session session, String file, SubmitOptions options) {
        CampaignSpec spec = read(Path.of(file), options);
        String cluster = options.cluster != null ? options.cluster : spec.cluster();
        session.setup().cluster(cluster);
        Incoming incoming = Incoming.of(session.home(), spec.name());
        incoming.clearOthers();
        Expanded expanded = Expansion.run(spec, incoming.folder(), System.getProperty("user.name", "unknown"));
        return new Plan(spec, expanded, incoming, cluster);
    }

    /** Looks for everything that can be wrong with the file, and keeps nothing. */
    static Trial verify(Session session, String file, SubmitOptions options) {
        CampaignSpec spec = read(Path.of(file), options);
        String cluster = options.cluster != null ? options.cluster : spec.cluster();
        session.setup().cluster(cluster);
        Verification verification = Expansion.verify(spec);
        if (verification.fine()) {
            return new Trial(session, spec, verification, cluster);
        }
        String lines = verification.findings().stream().map(Finding::what).collect(Collectors.joining("\n"));
        long more = verification.found() - verification.findings().size();
        String advice = verification.findings().get(0).advice();
        throw Problem.usage(
                more > 0 ? lines + "\n… and " + more + " more" : lines,
                verification.found() == 1 ? advice : verification.found() + " problems were found; " + advice);
    }

    private static CampaignSpec read(Path file, SubmitOptions options) {
        CampaignSpec spec = CampaignFile.read(file, options.vars);
        return options.name == null ? spec : spec.named(options.name);
    }

    /** The name of the campaign that a file describes. */
    static String nameIn(Path file) {
        return CampaignFile.read(file).name();
    }

    /** What has not been sent of a campaign that Redis knows, from its manifest. */
    static Submission rest(Session session, String name) {
        Campaign campaign = session.view()
                .campaign(name)
                .orElseThrow(() -> Problem.failed(
                        "campaign " + name + " is not there any more", "somebody has removed it meanwhile"));
        ManifestReader manifest = new ManifestReader(session.home().manifest(name));
        return new Submission(
                session.intake(),
                session.around().pause(),
                campaign,
                manifest::texts,
                session.key(campaign),
                turn(session, name)::take);
    }

    private static CampaignTurn turn(Session session, String name) {
        return new CampaignTurn(session.home(), name, session.around().pause());
    }

    /**
     * Looks for what can be wrong with the server and on the cluster, before anything is sent.
     *
     * @param agents whether agents are wanted now
     * @throws Problem where the server is not fit, or agents cannot be had there; the manifest that lies aside is gone then
     */
    void check(Session session, boolean agents) {
        boolean fine = false;
        try {
            Fitness.check(session);
            if (agents) {
                session.employer(cluster).check(campaign());
            }
            fine = true;
        } finally {
            if (!fine) {
                incoming.discard();
            }
        }
    }

    String name() {
        return expanded.campaign().name();
    }

    Campaign campaign() {
        return expanded.campaign();
    }

    Map<String, Long> tasks() {
        return expanded.tasks();
    }

    long total() {
        return expanded.total();
    }

    /** The manifest, once {@link #commit} has put it in its place. */
    Source<MessageText> source() {
        return new ManifestReader(incoming.place())::texts;
    }

    /** What is to be sent, once {@link #commit} has put the manifest in its place. */
    Submission submission(Session session, SigningKey key) {
        return new Submission(
                session.intake(), session.around().pause(), campaign(), source(), key, turn(session, name())::take);
    }

    /**
     * Tells Redis of the campaign, and puts the manifest in its place unless that is another campaign's, or has tasks that
     * were added since.
     */
    Intake.Created commit(Session session, Submission submission) {
        return turn(session, name()).take(() -> {
            Intake.Created created = submission.create();
            if (created == Intake.Created.DIFFERENT
                    || (created == Intake.Created.SAME && Additions.grown(incoming.place()))) {
                incoming.discard();
            } else {
                Additions.forget(incoming.place());
                incoming.settle();
            }
            return created;
        });
    }
}
