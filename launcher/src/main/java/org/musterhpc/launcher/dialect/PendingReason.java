package org.musterhpc.launcher.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a scheduler's word for an element that waits means to whoever submitted it. Slurm: the manual of squeue, JOB REASON
 * CODES; PBS: the comment of a job.
 *
 * @param words what it means; empty: the scheduler's own word is all that is known
 * @param remedy what can be done about it; empty: nothing but to wait
 */
public record PendingReason(String words, String remedy) {
    private static final String NODE =
            "lower cpus: of the cluster or resources: of the stage, or name another partition:";
    private static final String TIME = "lower walltime: of the stage or of the cluster, or name another partition:";
    private static final String ACCOUNT =
            "correct account: or qos: of the cluster; sacctmgr show assoc user=$USER lists" + " what you may use";
    private static final String LESS =
            "ask for less (cpus:, walltime:, throttle: of the cluster); sacctmgr show assoc, qos" + " tell the limits";
    private static final String OTHERS =
            "it starts when other jobs have ended; throttle: of the cluster asks for fewer at" + " a time";
    private static final String RELEASE =
            "scontrol release JOB; if nobody held it, look with muster doctor --cluster NAME"
                    + " --allocation why its start failed";

    private static final Pattern HELD =
            Pattern.compile("^JobHeld|^JobHoldMaxRequeue$|held.state|requeued.held|[Hh]eld by|^state H$");

    private record Known(Pattern reason, PendingReason meaning) {}

    private static final List<Known> KNOWN = known();

    /** Never null: for a word that is not known, both texts are empty. */
    public static PendingReason of(String reason) {
        return KNOWN.stream()
                .filter(known -> known.reason().matcher(reason).find())
                .map(Known::meaning)
                .findFirst()
                .orElse(new PendingReason("", ""));
    }

    /** Whether it waits for a person, not for what it asked for. */
    public static boolean held(String reason) {
        return HELD.matcher(reason).find();
    }

    private static List<Known> known() {
        List<Known> all = new ArrayList<>();
        // Slurm
        add(all, "^PartitionConfig$", "it asks for more cpus or memory than the partition's nodes have", NODE);
        add(all, "^PartitionNodeLimit$", "it asks for more nodes, or nodes with less, than the partition allows", NODE);
        add(all, "^PartitionTimeLimit$", "it asks for more time than the partition allows", TIME);
        add(
                all,
                "^Partition(Down|Inactive)$",
                "the partition takes no jobs at present",
                "wait, or name another partition:");
        add(all, "^MaxMemPerLimit$", "it asks for more memory than the partition allows", NODE);
        add(
                all,
                "^BadConstraints$",
                "no node is such as constraint:, gres: or directives: ask for",
                "correct them for the cluster in muster.yml; sinfo -o '%P %f %G' lists what there is");
        add(
                all,
                "^ReqNodeNotAvail",
                "nodes that it needs are down, reserved or about to be serviced",
                "wait; a shorter walltime: may fit before the service (scontrol show reservation)");
        add(
                all,
                "^Nodes.required.for.job",
                "nodes that it needs are down, drained or kept for others",
                "wait, or name another partition:");
        add(all, "^(AccountNotAllowed|InvalidAccount)$", "the account may not be used there", ACCOUNT);
        add(all, "^(QOSNotAllowed|InvalidQOS)$", "the QOS may not be used there", ACCOUNT);
        add(all, "^QOSMin", "it asks for less than the QOS wants", "raise cpus: of the cluster, or name another qos:");
        add(all, "^QOSUsageThreshold$", "what the QOS may use is used up", "wait, or name another qos:");
        add(
                all,
                "^Assoc(Grp|.*(MaxJobs|PerUser|PerAccount))|^AssocationLimit|^AssociationJobLimit",
                "the account has reached its limit",
                OTHERS);
        add(
                all,
                "^QOS(Grp|.*(MaxJobs|PerUser|PerAccount|PU|PA)|JobLimit|ResourceLimit)",
                "the QOS has reached its limit",
                OTHERS);
        add(all, "^(Assoc|QOS)Max", "it asks for more than the account or QOS allows for one job", LESS);
        add(all, "^(Association|QOS)(Resource|Time)Limit", "it asks for more than the account or QOS allows", LESS);
        add(all, "^AccountingPolicy$", "the account's limits do not let it start", LESS);
        add(all, "^JobHeldUser$", "you, or your program, hold it", "scontrol release JOB");
        add(all, "^JobHeldAdmin$", "an administrator holds it", "ask the site why");
        add(
                all,
                "^JobHoldMaxRequeue$|held.state|requeued.held",
                "it was put back after failed starts, and is held",
                RELEASE);
        add(
                all,
                "^DependencyNeverSatisfied$",
                "what it depends on has failed",
                "take the dependency out of directives:");
        add(all, "^Dependency$", "it waits for a job that it depends on", "");
        add(
                all,
                "^ReservationDeleted$|^InvalidReservation$",
                "its reservation is gone",
                "correct reservation: of the cluster");
        add(all, "^Reservation$", "its reservation has not begun", "");
        add(all, "^Licenses$", "it waits for a licence", "");
        add(
                all,
                "^(BurstBuffer|BB|Prolog|FrontEndDown|NodeDown)",
                "the site's own preparation is not done",
                "wait, or ask the site");
        add(all, "^JobArrayTaskLimit$", "the throttle lets no more run at a time", "raise throttle: of the cluster");
        add(all, "^BeginTime$", "its time to begin has not come", "");
        add(all, "^Priority$", "others go before it", "");
        add(all, "^Resources$", "it is next, and waits for free nodes", "");
        // PBS
        add(
                all,
                "^Can Never Run.*walltime",
                "no queue gives so much time",
                "lower walltime: of the stage or of the cluster, or name another queue:");
        add(
                all,
                "^Can Never Run",
                "no node or queue has what it asks for",
                "lower cpus: of the cluster or resources: of the stage, or name another queue:");
        add(all, "[Qq]ueue not started", "the queue is stopped", "wait, or name another queue:");
        add(
                all,
                "reached .*(limit|server|queue)|would exceed .*(limit|complex|queue|server)",
                "a limit of the queue or server is reached",
                OTHERS);
        add(
                all,
                "Insufficient amount|No available resources|too few free|[Nn]ot enough",
                "it waits for free nodes",
                "");
        add(
                all,
                "dedicated|[Pp]rime|reservation or top job",
                "it would run into a service, or into jobs that go before it",
                "a shorter walltime: may fit before");
        add(
                all,
                "held by|^state H$",
                "it is held",
                "qrls JOB; if nobody held it, its start failed: muster doctor --cluster NAME --allocation");
        // AWS Batch
        add(
                all,
                "^MISCONFIGURATION:",
                "no machine of the queue can ever run it",
                "lower cpus: of the cluster or resources: of the stage, or correct the queue's compute environment");
        add(all, "^CAPACITY:", "no machine is free", "wait, or allow other instance types");
        return List.copyOf(all);
    }

    private static void add(List<Known> all, String reason, String words, String remedy) {
        all.add(new Known(Pattern.compile(reason), new PendingReason(words, remedy)));
    }
}
