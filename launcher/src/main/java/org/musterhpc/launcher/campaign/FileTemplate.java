package org.musterhpc.launcher.campaign;

import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.queue.command.TextTemplate;

/** The path of a file that a task reads or writes, with placeholders, and the line where it is written. */
public record FileTemplate(String text, TextTemplate template, Spot at) {}
