package dev.procession.internal.shared;

import java.io.Serializable;

/**
 * Names a block to another process of the session.
 *
 * @param segment where it is
 * @param offset where there
 * @param bytes its size
 */
public record BlockRef(SegmentRef segment, long offset, long bytes) implements Serializable {}
