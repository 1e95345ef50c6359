package org.musterhpc.launcher.expand;

/** Something that is wrong with a task: {@code file:line: what}, and what to do about it. */
public record Finding(String what, String advice) {}
