/** Small helpers without a home of their own. */
@NullMarked
package dev.procession.internal.util;

import org.jspecify.annotations.NullMarked;
