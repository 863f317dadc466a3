package dev.procession.benchmarks;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.util.List;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.Tick;
import org.jfree.chart.axis.ValueTick;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** A logarithmic axis whose marks are at powers of ten, written out as plain text. */
final class Decades extends LogAxis {

    private static final long serialVersionUID = 1;

    private static final int MOST_MARKS = 7;

    private final DecimalFormat format;
    private final double lastMark;

    /**
     * Makes one.
     *
     * @param most the greatest value; the mark after it is the last
     */
    Decades(String label, DecimalFormat format, double lower, double most, double upper) {
        super(label);
        this.format = format;
        this.lastMark = 10 * most;
        setRange(lower, upper);
        double decades = Math.log10(lastMark / lower);
        setTickUnit(new NumberTickUnit(Math.max(1, Math.ceil(decades / MOST_MARKS))));
    }

    /** As they are, but for the form of their text: that of a formula is drawn as lines. */
    @Override
    public List<Tick> refreshTicks(
            Graphics2D graphics, AxisState state, Rectangle2D area, RectangleEdge edge) {
        List<?> formulas = super.refreshTicks(graphics, state, area, edge);
        return formulas.stream()
                .filter(ValueTick.class::isInstance)
                .map(ValueTick.class::cast)
                .filter(tick -> tick.getValue() < lastMark)
                .map(this::plain)
                .toList();
    }

    private Tick plain(ValueTick tick) {
        return new NumberTick(
                tick.getTickType(),
                tick.getValue(),
                format.format(tick.getValue()),
                TextAnchor.TOP_CENTER,
                TextAnchor.TOP_CENTER,
                0);
    }
}
