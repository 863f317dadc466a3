/** What processes of a session tell whoever asks what they do; see {@link Desk}. */
@NullMarked
package dev.procession.internal.desk;

import org.jspecify.annotations.NullMarked;
