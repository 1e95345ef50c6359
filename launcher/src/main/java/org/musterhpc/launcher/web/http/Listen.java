package org.musterhpc.launcher.web.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.Machine;
import org.musterhpc.launcher.problem.Problem;

/**
 * Where the page is served, and to whom.
 *
 * @param port 0: one that is free
 * @param encryption null: none, which is for this machine alone
 * @param password for others than whoever started it; null: there are none
 */
public record Listen(
        InetAddress address,
        int port,
        @Nullable Encryption encryption,
        @Nullable String password,
        boolean readOnly) {
    private static final int MOST_PORT = 65_535;

    /** What a user says of it; null: nothing. */
    public record Wish(
            @Nullable String address,
            int port,
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable Path password,
            boolean readOnly) {}

    /** @throws Problem usage, where others could look or act who have not shown that they may */
    public static Listen of(Wish wish) {
        if (wish.port() < 0 || wish.port() > MOST_PORT) {
            throw Problem.usage("--port: " + wish.port() + " is no port", "give 1 to " + MOST_PORT + ", or 0");
        }
        InetAddress address = address(wish.address());
        boolean both = wish.certificate() != null && wish.key() != null;
        if (!both && (wish.certificate() != null || wish.key() != null)) {
            throw Problem.usage("--tls-cert and --tls-key belong together", "give both");
        }
        if (!address.isLoopbackAddress() && (!both || wish.password() == null)) {
            throw Problem.usage(
                    "--listen " + wish.address() + " is for others, too, and wants "
                            + (both ? "a password" : "encryption and a password"),
                    "give --tls-cert FILE, --tls-key FILE and --password-file FILE; or leave --listen out and go by ssh -L");
        }
        Encryption encryption =
                wish.certificate() == null || wish.key() == null ? null : Encryption.of(wish.certificate(), wish.key());
        String password = wish.password() == null ? null : SecretFile.read("--password-file", wish.password());
        return new Listen(address, wish.port(), encryption, password, wish.readOnly());
    }

    private static InetAddress address(@Nullable String name) {
        try {
            return name == null ? InetAddress.getByAddress(new byte[] {127, 0, 0, 1}) : InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw Problem.usage(
                    "--listen: this machine has no address '" + name + "'", "give one of its addresses, or its name");
        }
    }

    /** How a browser gets there. */
    public String host() {
        if (encryption != null && !encryption.names().isEmpty() && !address.isLoopbackAddress()) {
            return encryption.names().get(0);
        }
        String name = address.isAnyLocalAddress() ? Machine.here().name() : address.getHostAddress();
        return name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    }

    /** Under which names it is served, beside those of the loopback interface. */
    public HostNames names() {
        List<String> names = new ArrayList<>();
        if (!address.isLoopbackAddress()) {
            names.add(host());
            names.add(Machine.here().name());
            names.add(address.getHostAddress());
        }
        if (encryption != null) {
            names.addAll(encryption.names());
        }
        return new HostNames(names);
    }
}
