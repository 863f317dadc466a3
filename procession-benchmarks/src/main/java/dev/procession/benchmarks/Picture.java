package dev.procession.benchmarks;

import de.erichseifert.vectorgraphics2d.Document;
import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The results as a drawing, a panel for each case below the one before. Its ground is left out and
 * its colours are of middle brightness, so that it can be read on light and on dark pages.
 */
final class Picture {

    private static final int WIDTH = 860;
    private static final int LEFT = 12;
    private static final double FOOT = 30;

    /** What the drawing is told to use, and what readers are to look for in its place. */
    private static final String LOGICAL_FONT = Panel.FONT;

    private static final String FONTS = "Helvetica, Arial, 'DejaVu Sans', sans-serif";

    private Picture() {}

    /**
     * Draws what has figures and writes it to a file, which is replaced.
     *
     * @return how many panels there are; no file is written for none
     */
    static int write(List<Result> results, Path file) throws IOException {
        List<Panel> panels =
                results.stream().filter(each -> !each.figures().isEmpty()).map(Panel::new).toList();
        if (!panels.isEmpty()) {
            Files.writeString(file, svg(panels));
        }
        return panels.size();
    }

    private static String svg(List<Panel> panels) throws IOException {
        // Nothing is shown on a screen, if there is one.
        System.setProperty("java.awt.headless", "true");
        VectorGraphics2D graphics = new VectorGraphics2D();
        double top = 0;
        for (Panel panel : panels) {
            panel.draw(graphics, new Rectangle2D.Double(0, top, WIDTH, panel.height()));
            top += panel.height();
        }
        graphics.setFont(new Font(Panel.FONT, Font.PLAIN, 11));
        graphics.setColor(Panel.TEXT);
        graphics.drawString(
                Machine.describe() + "; ours: procession's median divided by this one",
                LEFT,
                (float) (top + FOOT / 2));
        Document document =
                Processors.get("svg")
                        .getDocument(graphics.getCommands(), new PageSize(0, 0, WIDTH, top + FOOT));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        document.writeTo(bytes);
        return bytes.toString(StandardCharsets.UTF_8).replace(LOGICAL_FONT, FONTS);
    }
}
