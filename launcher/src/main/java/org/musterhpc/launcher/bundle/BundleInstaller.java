package org.musterhpc.launcher.bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;

/**
 * Brings the agent to a cluster, once: to {@code agents/<hash>} in the site's folder, which all its nodes see. It is
 * there as a whole or not at all, whoever is killed meanwhile and however many launchers bring it at once. Other versions
 * stay, since arrays that wait in a queue may still start them.
 */
public final class BundleInstaller {
    private static final System.Logger LOG = System.getLogger(BundleInstaller.class.getName());
    private static final Duration QUICKEN = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofSeconds(60);
    /** Also for the check of what arrived, on a file system that is slow today. */
    private static final Duration LEAST = Duration.ofMinutes(2);

    private static final long BYTES_PER_SECOND = 256 << 10;
    private static final int DAMAGED = 45;
    private static final int UNWRITABLE = 46;
    private static final int NO_RUNTIME = 48;

    private final MusterHome home;
    private final Path lib;
    private final RuntimeImage image;
    private final Retries retries;

    /** @param lib folder of the agent's jars; see {@link AgentLibrary#find} */
    public BundleInstaller(MusterHome home, Path lib, Retries retries) {
        this(home, lib, RuntimeImage.ours(), retries);
    }

    BundleInstaller(MusterHome home, Path lib, RuntimeImage image, Retries retries) {
        this.home = home;
        this.lib = lib;
        this.image = image;
        this.retries = retries;
    }

    /**
     * Sees to it that the agent is there, with a Java where the machine has none that is new enough.
     *
     * @param remoteDir the site's folder; may begin with {@code ~/}
     * @throws Problem naming folder and machine, where it cannot be written or no Java can be brought
     */
    public Installed install(Shell shell, String remoteDir) throws NoAnswer, NotSent, Refused {
        AgentBundle bundle = AgentBundle.of(lib, null);
        Landscape there = look(shell, remoteDir, bundle);
        if (there.java() == null) {
            bundle = AgentBundle.of(lib, runtimeFor(shell, there));
            there = look(shell, remoteDir, bundle);
        }
        String program = there.folder() + "/agents/" + bundle.hash() + "/" + AgentBundle.PROGRAM;
        boolean sent = !there.whole();
        if (sent) {
            send(shell, there.folder(), bundle);
            quicken(shell, program);
            there = look(shell, remoteDir, bundle);
        }
        return new Installed(bundle.hash(), program, sent, new Installed.Seal(sums(bundle), there.archives()));
    }

    /** What is there; changes nothing. */
    public Landscape look(Shell shell, String remoteDir) throws NoAnswer, NotSent, Refused {
        return look(shell, remoteDir, AgentBundle.of(lib, null));
    }

    /**
     * How many bytes are free in the site's folder, which is made where it is not there; empty where it is not said.
     *
     * @throws Problem where it cannot be written
     */
    public OptionalLong room(Shell shell, String remoteDir) throws NoAnswer, NotSent, Refused {
        Command command = RemoteScript.ROOM.command(LOOK, remoteDir, "", "");
        Answer answer = retries.idempotent(() -> shell.run(command));
        if (answer.exit() != 0) {
            throw Unwritable.of(shell.name() + ": " + remoteDir, answer);
        }
        String kibibytes = RemoteScript.said(answer, "room");
        return kibibytes.matches("\\d{1,15}") ? OptionalLong.of(Long.parseLong(kibibytes) << 10) : OptionalLong.empty();
    }

    /** Why no Java can be brought there; empty where one can, or there is one. */
    public String obstacle(Landscape there) {
        return there.java() != null
                ? ""
                : image.obstacle(there.system(), there.processor()).orElse("");
    }

    private Landscape look(Shell shell, String remoteDir, AgentBundle bundle) throws NoAnswer, NotSent, Refused {
        Command command = RemoteScript.LOOK.command(LOOK, remoteDir, bundle.hash(), sums(bundle));
        Answer answer = retries.idempotent(() -> shell.run(command));
        if (answer.exit() == Unwritable.DISTRUSTED) {
            throw Unwritable.of(shell.name() + ": " + remoteDir, answer);
        }
        Landscape found = Landscape.read(answer.outText());
        if (!found.folder().startsWith("/")) {
            throw Problem.failed(
                    shell.name() + ": " + remoteDir + " cannot be looked at: " + RemoteScript.complaint(answer),
                    "see that a POSIX sh and HOME are there");
        }
        SitePath.check(shell.name(), remoteDir, found.folder());
        return found;
    }

    private Path runtimeFor(Shell shell, Landscape there) {
        String seen = there.javas().stream()
                .map(java -> java.path() + " is Java " + java.version())
                .collect(Collectors.joining(", "));
        image.obstacle(there.system(), there.processor()).ifPresent(why -> {
            throw Problem.failed(
                    shell.name() + ": no Java 17 or later" + (seen.isEmpty() ? "" : " (" + seen + ")")
                            + ", and none can be brought there: " + why,
                    "set MUSTER_JAVA or JAVA_HOME in the login shell's files there, or run muster by a JDK 17 or later"
                            + " on a machine of the same kind");
        });
        return image.in(home);
    }

    private void send(Shell shell, String folder, AgentBundle bundle) throws NoAnswer, NotSent, Refused {
        Path archive = bundle.archive(home);
        Duration limit = LEAST.plusSeconds(size(archive) / BYTES_PER_SECOND);
        Command command =
                new Command(RemoteScript.INSTALL.argv(folder, bundle.hash(), sums(bundle)), Input.of(archive), limit);
        Answer answer = retries.idempotent(() -> shell.run(command));
        String where = shell.name() + ": " + folder + "/agents";
        switch (answer.exit()) {
            case 0 -> {}
            case DAMAGED ->
                throw Problem.failed(
                        where + ": the agent did not arrive as it was sent",
                        "remove " + archive + " and try again; see that the disk there is sound");
            case NO_RUNTIME ->
                throw Problem.failed(
                        where + ": no Java 17 or later there, and the one from here does not run: "
                                + RemoteScript.complaint(answer),
                        "have Java 17 or later there, or run muster on a machine with an older system library");
            case UNWRITABLE -> throw Unwritable.of(where, answer);
            default -> throw Unwritable.of(where, answer);
        }
    }

    /** Has the agent write down its classes, so that it starts faster. Without that it works just as well. */
    private static void quicken(Shell shell, String program) throws NotSent, Refused {
        try {
            Answer answer = shell.run(Command.of(QUICKEN, program, "--archive"));
            if (answer.exit() != 0) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "no class archive on " + shell.name() + ": " + RemoteScript.complaint(answer));
            }
        } catch (NoAnswer e) {
            LOG.log(System.Logger.Level.DEBUG, "no class archive on " + shell.name(), e);
        }
    }

    private static String sums(AgentBundle bundle) {
        try {
            return BundleFile.sha256(Input.of(bundle.sums()));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it is in memory
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
