package dev.procession.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.labels.CategoryItemLabelGenerator;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.AbstractCategoryItemRenderer;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * One case as a drawing: a bar for each contestant, or, where they are so far apart that bars would
 * say nothing, a point on a logarithmic scale.
 */
final class Panel {

    /** The font of all text. */
    static final String FONT = Font.SANS_SERIF;

    static final Color TEXT = new Color(0x768390);
    private static final Color GRID = new Color(0x76, 0x83, 0x90, 70);
    private static final Color OURS = new Color(0x2f81f7);
    private static final Color THEIRS = new Color(0x8b949e);
    private static final Color NONE = new Color(0, 0, 0, 0);
    private static final int HEAD_AND_AXIS = 95;
    private static final int LINE = 18;
    private static final int MOST_NOTES = 2;
    private static final int CHARACTERS_PER_LINE = 120;
    private static final int ROW = 26;

    /** What is kept free to the right of the greatest value, for the words beside it. */
    private static final double FREE = 0.36;

    private final Result result;
    private final Span span;

    Panel(Result result) {
        this.result = result;
        this.span = Span.of(result.figures().values());
    }

    int height() {
        int lines =
                words().stream()
                        .mapToInt(each -> Math.ceilDiv(each.length(), CHARACTERS_PER_LINE))
                        .sum();
        return HEAD_AND_AXIS + LINE * lines + ROW * result.figures().size();
    }

    void draw(Graphics2D graphics, Rectangle2D area) {
        Case of = result.of();
        CategoryPlot plot = new CategoryPlot(data(), names(), axis(), renderer());
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setRangeGridlinePaint(GRID);
        plot.setRangeGridlineStroke(new BasicStroke(1));
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(NONE);
        chart.setPadding(new RectangleInsets(8, 8, 10, 40));
        chart.addSubtitle(title(of.name(), new Font(FONT, Font.BOLD, 15)));
        for (String each : words()) {
            chart.addSubtitle(title(each, new Font(FONT, Font.PLAIN, 12)));
        }
        chart.draw(graphics, area);
    }

    /** What was measured, and what is to be said of it; some cases say something in each round. */
    private List<String> words() {
        List<String> words = new ArrayList<>(List.of(result.of().meaning()));
        result.notes().stream().limit(MOST_NOTES).forEach(words::add);
        return words;
    }

    private static TextTitle title(String text, Font font) {
        TextTitle title = new TextTitle(text, font);
        title.setPaint(TEXT);
        title.setHorizontalAlignment(HorizontalAlignment.LEFT);
        title.setTextAlignment(HorizontalAlignment.LEFT);
        title.setPadding(1, 4, 1, 4);
        return title;
    }

    private DefaultCategoryDataset data() {
        DefaultCategoryDataset data = new DefaultCategoryDataset();
        result.figures()
                .forEach((who, figures) -> data.addValue(figures.p50(), result.of().name(), who));
        return data;
    }

    private static CategoryAxis names() {
        CategoryAxis axis = new CategoryAxis();
        axis.setTickLabelFont(new Font(FONT, Font.PLAIN, 13));
        axis.setTickLabelPaint(TEXT);
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        axis.setLowerMargin(0.04);
        axis.setUpperMargin(0.04);
        axis.setCategoryMargin(0.25);
        return axis;
    }

    private ValueAxis axis() {
        boolean isRate = result.of().sense() == Case.Sense.MORE_IS_BETTER;
        String label =
                "median in "
                        + unit()
                        + (isRate ? ", more is better" : ", less is better")
                        + (span.isLogarithmic() ? ", logarithmic scale" : "");
        ValueAxis axis = span.isLogarithmic() ? logarithmic(label) : linear(label);
        axis.setLabelFont(new Font(FONT, Font.PLAIN, 12));
        axis.setTickLabelFont(new Font(FONT, Font.PLAIN, 11));
        axis.setLabelPaint(TEXT);
        axis.setTickLabelPaint(TEXT);
        axis.setAxisLinePaint(GRID);
        axis.setTickMarksVisible(false);
        return axis;
    }

    private ValueAxis linear(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setNumberFormatOverride(plainNumbers());
        double most = span.most() > 0 ? span.most() : 1;
        axis.setRange(0, most / (1 - FREE));
        return axis;
    }

    private ValueAxis logarithmic(String label) {
        double lower = span.least() / 1.6;
        double upper = lower * Math.pow(span.most() / lower, 1 / (1 - FREE));
        return new Decades(label, plainNumbers(), lower, span.most(), upper);
    }

    private static DecimalFormat plainNumbers() {
        return new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
    }

    private AbstractCategoryItemRenderer renderer() {
        AbstractCategoryItemRenderer renderer = span.isLogarithmic() ? points() : bars();
        renderer.setDefaultItemLabelGenerator(new Words());
        renderer.setDefaultItemLabelsVisible(true);
        renderer.setDefaultItemLabelFont(new Font(FONT, Font.PLAIN, 12));
        renderer.setDefaultItemLabelPaint(TEXT);
        renderer.setItemLabelInsets(new RectangleInsets(0, 10, 0, 10));
        renderer.setDefaultPositiveItemLabelPosition(
                new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
        return renderer;
    }

    private Paint paint(int column) {
        return column == 0 ? OURS : THEIRS;
    }

    private AbstractCategoryItemRenderer bars() {
        BarRenderer bars =
                new BarRenderer() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public Paint getItemPaint(int row, int column) {
                        return paint(column);
                    }
                };
        bars.setBarPainter(new StandardBarPainter());
        bars.setShadowVisible(false);
        return bars;
    }

    private AbstractCategoryItemRenderer points() {
        LineAndShapeRenderer points =
                new LineAndShapeRenderer(false, true) {
                    private static final long serialVersionUID = 1;

                    @Override
                    public Paint getItemPaint(int row, int column) {
                        return paint(column);
                    }
                };
        points.setDefaultShape(new Ellipse2D.Double(-6, -6, 12, 12));
        points.setSeriesShape(0, points.getDefaultShape());
        return points;
    }

    private String unit() {
        return result.of().unit().replace("us", "\u00b5s");
    }

    /** What stands beside a bar or point. */
    private String words(String who, double median) {
        String value = plainNumbers().format(new BigDecimal(Figures.plain(median))) + " " + unit();
        OptionalDouble ratio = result.ratio(who);
        return who.equals(Entrant.OURS) || ratio.isEmpty()
                ? value
                : value + "  \u00b7  ours " + Figures.ratio(ratio.getAsDouble());
    }

    private final class Words implements CategoryItemLabelGenerator {
        @Override
        public String generateLabel(CategoryDataset data, int row, int column) {
            String who = String.valueOf(data.getColumnKey(column));
            return words(who, data.getValue(row, column).doubleValue());
        }

        @Override
        public String generateRowLabel(CategoryDataset data, int row) {
            return "";
        }

        @Override
        public String generateColumnLabel(CategoryDataset data, int column) {
            return "";
        }
    }
}
