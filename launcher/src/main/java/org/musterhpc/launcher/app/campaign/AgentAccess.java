package org.musterhpc.launcher.app.campaign;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.redis.connect.ConnectionFile;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/**
 * The file by which agents get at a campaign that somebody else starts: a person, a container, a service.
 *
 * @param keys of campaigns that are the user's
 */
public record AgentAccess(Connection connection, Function<Campaign, SigningKey> keys) {

    /**
     * What was written.
     *
     * @param url the server, without its password
     * @param elsewhere whether it can be reached from other machines
     */
    public record Written(Path file, String url, boolean elsewhere) {}

    /**
     * Writes the file, 0600, in place of an older one.
     *
     * @throws Problem usage, where the campaign is somebody else's or there is no such folder
     */
    public Written write(String name, Path file) {
        SigningKey key = keys.apply(connection.campaign(name));
        AgentSpec spec = connection.spec(name, key);
        PrivateFiles.folder(spec.logs()); // to be mounted where agents are elsewhere
        RedisAddress known = connection.elsewhere();
        RedisAddress address = known == null ? spec.redis() : known;
        try {
            ConnectionFile.write(file, address, key);
        } catch (IOException e) {
            throw Problem.usage(
                    file + " cannot be written (" + e.getClass().getSimpleName().replace("Exception", "") + ")",
                    "is the folder there, and yours?");
        }
        return new Written(file, address.url(), known != null);
    }
}
