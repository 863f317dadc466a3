package dev.procession.benchmarks;

import java.io.IOException;

/** Thrown when this system does not have what a measurement needs; nothing has failed. */
final class NotHereException extends IOException {

    private static final long serialVersionUID = 1;

    NotHereException(String message) {
        super(message);
    }
}
