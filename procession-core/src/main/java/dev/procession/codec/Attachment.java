package dev.procession.codec;

import java.io.Serializable;

/**
 * Stands, in a stream of JDK serialization, for an array that lies beside it.
 *
 * @param number of the array
 */
record Attachment(int number) implements Serializable {}
