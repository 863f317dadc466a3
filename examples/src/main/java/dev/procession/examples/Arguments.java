package dev.procession.examples;

/** What an example is given on its command line. */
final class Arguments {

    private static final int USAGE = 2;

    private Arguments() {}

    /**
     * Returns the number at a place, or what there is in its place if there is none; what is no
     * such number ends the program with a message.
     */
    static int number(String[] args, int place, int least, int most, int otherwise) {
        if (place >= args.length) {
            return otherwise;
        }
        try {
            var number = Integer.parseInt(args[place]);
            if (least <= number && number <= most) {
                return number;
            }
        } catch (NumberFormatException notWhole) {
            // As one that is too small or too large.
        }
        throw refused(
                "give a whole number from "
                        + least
                        + " to "
                        + most
                        + ", not \""
                        + args[place]
                        + "\"");
    }

    /** Ends the program; says what it has to be given. */
    static IllegalArgumentException refused(String what) {
        System.err.println(what);
        System.exit(USAGE);
        return new IllegalArgumentException(what);
    }
}
