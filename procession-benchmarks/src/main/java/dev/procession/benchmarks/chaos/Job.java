package dev.procession.benchmarks.chaos;

import java.io.Serializable;
import java.util.Arrays;

/**
 * One task.
 *
 * @param id its number, from 0
 * @param kind what it does
 * @param micros how long it computes, if it does
 * @param payload what it carries, empty for most
 * @param ledger the file where it writes down that it begins
 */
@SuppressWarnings("ArrayRecordComponent") // jobs are not compared
record Job(long id, Kind kind, int micros, byte[] payload, String ledger) implements Serializable {

    /** Returns the value that it must have. */
    Object expected() {
        return expected(id, payload);
    }

    /** Computed alike here and in the worker: from what arrived there. */
    static Object expected(long id, byte[] payload) {
        if (payload.length == 0) {
            return id * 0x9E3779B97F4A7C15L;
        }
        byte[] result = payload.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] += (byte) (id + i);
        }
        return result;
    }

    /** Returns what its own exception says. */
    String complaint() {
        return "job " + id + " complains";
    }

    /** Tells whether a value is the one that it must have. */
    boolean isRight(Object value) {
        return expected() instanceof byte[] bytes
                ? value instanceof byte[] got && Arrays.equals(got, bytes)
                : expected().equals(value);
    }

    @Override
    public String toString() {
        return "job " + id + " (" + kind + (payload.length > 0 ? ", " + payload.length : "") + ")";
    }
}
