/** What the tests of this module share: deadlines, victims, and the check for leftovers. */
@NullMarked
package dev.procession.testing;

import org.jspecify.annotations.NullMarked;
