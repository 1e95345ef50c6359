package org.musterhpc.launcher.cli.command.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.musterhpc.launcher.server.ServerStatus;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.Times;

/** What {@code muster redis} prints of the server. The password is never part of it. */
final class ServerText {
    private ServerText() {}

    static List<String> lines(TextStyle look, ServerStatus status) {
        ServerStatus.Running running = status.running();
        if (running == null) {
            return List.of("not running; muster redis start starts it", "data     " + status.folder());
        }
        return List.of(
                look.paint().good("running") + "  " + running.version() + ", process " + running.pid() + ", for "
                        + Times.clock(running.uptime()),
                "url      " + running.url(),
                "program  " + running.program(),
                "holds    " + Numbers.bytes(running.memory()) + " in memory, " + Numbers.bytes(running.diskBytes())
                        + " on disk; " + Numbers.of(Integer.toString(running.clients()), "client"),
                "data     " + status.folder());
    }

    static ObjectNode json(ServerStatus status) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ServerStatus.Running running = status.running();
        object.put("running", running != null);
        object.put("folder", status.folder().toString());
        if (running != null) {
            object.put("url", running.url()).put("pid", running.pid()).put("version", running.version());
            object.put("program", running.program());
            object.put("uptime_s", running.uptime().toSeconds());
            object.put("memory_bytes", running.memory()).put("disk_bytes", running.diskBytes());
            object.put("clients", running.clients());
        }
        return object;
    }
}
