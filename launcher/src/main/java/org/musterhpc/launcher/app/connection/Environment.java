package org.musterhpc.launcher.app.connection;

import java.util.Map;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.time.Pause;

/** What use cases find on the machine that they run on. */
public record Environment(MusterHome home, Map<String, String> variables, Pause pause) {}
