package org.musterhpc.launcher.shell.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Keys in the order in which ssh offers them: those of the agent that are named by file too (no passphrase is asked for
 * them), the agent's others, then files. JSch's own way would put the keys of files into the user's agent.
 */
@SuppressWarnings("JdkObsolete") // a Vector is what JSch asks for
final class Identities implements IdentityRepository {
    private final Vector<Identity> offered = new Vector<>();

    /**
     * @param agent socket of the user's agent, or null
     * @param onlyNamed whether keys of the agent that are in no file are left out
     * @throws JSchException where a key file cannot be read
     */
    Identities(List<Path> files, @Nullable Path agent, boolean onlyNamed) throws JSchException {
        List<Identity> inFiles = inFiles(files);
        List<Identity> inAgent = inAgent(agent);
        inAgent.stream().filter(key -> isIn(inFiles, key)).forEach(offered::add);
        if (!onlyNamed) {
            inAgent.stream().filter(key -> !isIn(inFiles, key)).forEach(offered::add);
        }
        inFiles.stream().filter(key -> !isIn(inAgent, key)).forEach(offered::add);
    }

    private static List<Identity> inFiles(List<Path> files) throws JSchException {
        JSch reader = new JSch();
        for (Path file : files) {
            if (Files.isReadable(file)) {
                reader.addIdentity(file.toString());
            }
        }
        return List.copyOf(reader.getIdentityRepository().getIdentities());
    }

    private static List<Identity> inAgent(@Nullable Path socket) {
        if (socket == null || !Files.exists(socket)) {
            return List.of();
        }
        try {
            return List.copyOf(new AgentIdentityRepository(new SSHAgentConnector(socket)).getIdentities());
        } catch (AgentProxyException e) {
            return List.of(); // an agent that has gone has no keys
        }
    }

    private static boolean isIn(List<Identity> keys, Identity wanted) {
        return keys.stream().anyMatch(key -> Arrays.equals(key.getPublicKeyBlob(), wanted.getPublicKeyBlob()));
    }

    @Override
    public Vector<Identity> getIdentities() {
        return new Vector<>(offered);
    }

    @Override
    public String getName() {
        return "agent and files";
    }

    @Override
    public int getStatus() {
        return RUNNING;
    }

    @Override
    public boolean add(byte[] identity) {
        return false;
    }

    @Override
    public boolean remove(byte[] blob) {
        return offered.removeIf(key -> Arrays.equals(key.getPublicKeyBlob(), blob));
    }

    @Override
    public void removeAll() {
        offered.clear();
    }
}
