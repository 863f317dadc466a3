package dev.procession.cli;

/**
 * Colours for a terminal.
 *
 * @param isOn whether there are any
 */
record Paint(boolean isOn) {

    String bold(String text) {
        return with("1", text);
    }

    String blue(String text) {
        return with("34", text);
    }

    String green(String text) {
        return with("32", text);
    }

    String red(String text) {
        return with("31", text);
    }

    private String with(String code, String text) {
        return isOn ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
