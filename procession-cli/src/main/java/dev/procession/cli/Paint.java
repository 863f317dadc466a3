package dev.procession.cli;

/**
 * Colours for a terminal.
 *
 * @param isOn whether there are any
 */
public record Paint(boolean isOn) {

    /**
     * Returns colours for standard output: those that its reader has asked for.
     *
     * @return the colours
     */
    public static Paint ofOutput() {
        return new Paint(Terminal.isOutputColoured());
    }

    String bold(String text) {
        return with("1", text);
    }

    String blue(String text) {
        return with("34", text);
    }

    /**
     * Returns the text in the colour for what is good.
     *
     * @param text the text
     * @return the text, coloured if colours are on
     */
    public String green(String text) {
        return with("32", text);
    }

    /**
     * Returns the text in the colour for what is bad.
     *
     * @param text the text
     * @return the text, coloured if colours are on
     */
    public String red(String text) {
        return with("31", text);
    }

    private String with(String code, String text) {
        return isOn ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
