/** The only package that calls the operating system through the foreign-function interface. */
@NullMarked
package dev.procession.internal.os;

import org.jspecify.annotations.NullMarked;
