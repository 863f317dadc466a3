package dev.procession.manager;

import java.io.Serializable;

/** Where a manager is, as each handle on one of its objects knows it. */
sealed interface Address extends Serializable permits SessionAddress, RemoteAddress {

    /** What messages call the manager. */
    String name();

    /** Tells the connections of a process apart: there is one for each place. */
    String place();

    /** How long it may take to answer what it does at once. */
    long answerNanos();

    /** How a process that a handle has come to connects. */
    Dialing dialing();

    /** What messages on that connection cross. */
    Crossing crossing(Way way);
}
