package org.musterhpc.launcher.dialect;

/** Why a scheduler refused an array, and what a user can do about it. */
public enum Refusal {
    PARTITION("set another partition or queue for the cluster in muster.yml"),
    ACCOUNT("set the account, and the QOS where there is one, for the cluster in muster.yml"),
    WALLTIME("ask for less walltime, or set a partition or queue that allows more"),
    ARRAY_SIZE("submit smaller arrays: the site allows fewer elements"),
    SUBMIT_LIMIT("wait until other jobs of yours have ended: the site allows no more at a time"),
    RESOURCES("ask for fewer cpus or less memory, or set a partition or queue that has what is asked for"),
    OPTION("correct the options and directives of the cluster in muster.yml, or the site's template"),
    SCRIPT("see that the batch script is there and can be read on the cluster"),
    PERMISSION("ask the site whether this user may submit jobs there"),
    NO_COMMAND("run it where the scheduler's commands are on the PATH, or set ssh: for the cluster"),
    OTHER("see what the scheduler said; the site's documentation knows more");

    private final String advice;

    Refusal(String advice) {
        this.advice = advice;
    }

    /** One line: what to do. */
    public String advice() {
        return advice;
    }
}
