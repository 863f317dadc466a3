package dev.procession.internal.shared;

import java.io.Serializable;

/**
 * Names a segment to another process of the session.
 *
 * @param pid the process that holds the memory file open; 0 for a file of the session's directory
 * @param place the descriptor there, or the number in the file's name, that of its group if it has
 *     one
 * @param id the segment's own, by which one that took its place is told from it
 */
public record SegmentRef(long pid, long place, long id) implements Serializable {}
