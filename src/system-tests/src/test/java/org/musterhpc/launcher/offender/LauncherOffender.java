package org.musterhpc.launcher.offender;

import com.jcraft.jsch.JSch;
import com.sun.jna.Pointer;
import com.sun.net.httpserver.HttpServer;
import java.time.Instant;
import org.apache.commons.exec.Executor;
import org.jline.terminal.Terminal;
import org.musterhpc.agent.offender.AgentOffender;
import org.musterhpc.launcher.cli.MusterMain;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.pbs.PbsDialect;
import org.musterhpc.launcher.top.TopScreen;
import org.musterhpc.launcher.web.Dashboard;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;
import redis.clients.jedis.Jedis;

/** Breaks rules, so that a test sees them bite. */
public record LauncherOffender(Instant when) {
    public String libraries(Jedis jedis, CommandLine line, Yaml yaml, Pointer pointer) {
        return jedis + " " + line + " " + yaml + " " + pointer;
    }

    public String remote(JSch jsch, Executor executor) {
        return jsch + " " + executor;
    }

    public MusterMain upwards(MusterMain main) {
        return main;
    }

    public String page(Dashboard page, HttpServer server) {
        return page.url() + " " + server;
    }

    public TopScreen view(TopScreen view, Terminal terminal) {
        terminal.flush();
        return view;
    }

    public Dialect byName() {
        return new PbsDialect();
    }

    public AgentOffender across() {
        return new AgentOffender();
    }
}
