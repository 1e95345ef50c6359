package org.musterhpc.launcher.shell;

import org.jspecify.annotations.Nullable;

/** The machine is not known to be the right one, or does not let us in. Trying again does not help. */
public final class Refused extends ShellFailure {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String fingerprint;

    /** Why. */
    public enum Reason {
        UNKNOWN_HOST_KEY,
        CHANGED_HOST_KEY,
        AUTHENTICATION
    }

    private Refused(Reason reason, String what, String advice, @Nullable String fingerprint) {
        super(what, advice, null);
        this.reason = reason;
        this.fingerprint = fingerprint;
    }

    public static Refused unknownKey(Target target, String host, @Nullable String fingerprint) {
        return new Refused(
                Reason.UNKNOWN_HOST_KEY,
                "the host key of " + host + " is not known" + shown(fingerprint),
                "compare the fingerprint with what the site publishes; if it is the same, connect once by hand: "
                        + target.byHand(),
                fingerprint);
    }

    public static Refused changedKey(Target target, String host, @Nullable String fingerprint, @Nullable String file) {
        return new Refused(
                Reason.CHANGED_HOST_KEY,
                "the host key of " + host + " has changed" + shown(fingerprint)
                        + "; somebody may be listening in between",
                "ask the site; if it changed its key, remove the old one: ssh-keygen -R "
                        + ShellQuoting.quote(host)
                        + (file == null ? "" : " -f " + ShellQuoting.quote(file))
                        + " and connect once by hand: " + target.byHand(),
                fingerprint);
    }

    public static Refused authentication(Target target, String detail) {
        return new Refused(
                Reason.AUTHENTICATION,
                target + " does not let us in: " + detail,
                "name the right key (identity: FILE under ssh:) or load it (ssh-add FILE), then try by hand: "
                        + target.byHand(),
                null);
    }

    public Reason reason() {
        return reason;
    }

    /** {@code SHA256:…} of the key that the machine showed; null where keys were not the reason. */
    public @Nullable String fingerprint() {
        return fingerprint;
    }

    private static String shown(@Nullable String fingerprint) {
        return fingerprint == null ? "" : " (it shows " + fingerprint + ")";
    }
}
