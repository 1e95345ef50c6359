package org.musterhpc.launcher.archive;

import java.io.IOException;

/** A file is no archive of ours, or not a whole one, or more than was allowed; the text says which, to be put behind its name. */
public final class ArchiveException extends IOException {
    private static final long serialVersionUID = 1L;

    public ArchiveException(String message) {
        super(message);
    }
}
