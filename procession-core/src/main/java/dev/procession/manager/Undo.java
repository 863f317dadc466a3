package dev.procession.manager;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the method that undoes this one: it is called when the manager says that this one has
 * succeeded after its caller was told that there is no answer. It gets as many of the arguments as
 * it takes.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Undo {

    /** The only method of that name in the same interface. */
    String value();
}
