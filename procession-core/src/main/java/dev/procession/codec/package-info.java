/**
 * How values travel between processes: the serialization interface and its default.
 *
 * <p>{@link dev.procession.codec.Codec#standard()} writes common types as compact tags and
 * everything else by JDK serialization. Both sides check what they read: sizes against the bytes
 * that are there, depth, and which classes are admitted. This is robustness against a broken or
 * confused peer, not a security boundary.
 */
@NullMarked
package dev.procession.codec;

import org.jspecify.annotations.NullMarked;
