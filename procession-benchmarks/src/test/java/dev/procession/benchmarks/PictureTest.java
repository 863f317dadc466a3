package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class PictureTest {

    private final Fakes fakes = new Fakes();

    @TempDir private Path folder;

    private Result result(double ours, double theirs) throws Exception {
        return Runner.run(
                Fakes.aCase(
                        0,
                        1,
                        null,
                        fakes.entrant("procession", ours),
                        fakes.entrant("cpython", theirs)),
                () -> {});
    }

    private List<Element> texts(Result... results) throws Exception {
        Path file = folder.resolve("picture.svg");
        assertThat(Picture.write(List.of(results), file)).isEqualTo(results.length);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        var nodes = factory.newDocumentBuilder().parse(file.toFile()).getElementsByTagName("text");
        List<Element> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add((Element) nodes.item(i));
        }
        return texts;
    }

    @Test
    void figuresThatAreClose_areBars_withTheirUnit() throws Exception {
        assertThat(texts(result(4.25, 8.5)))
                .extracting(Element::getTextContent)
                .contains("apply", "one task", "procession", "cpython", "4.25 \u00b5s")
                .contains("8.5 \u00b5s  \u00b7  ours 0.5x", "median in \u00b5s, less is better");
    }

    @Test
    void figuresThatAreFarApart_arePoints_onALogarithmicScale() throws Exception {
        assertThat(texts(result(54_321, 2)))
                .extracting(Element::getTextContent)
                .contains("54,320 \u00b5s", "10", "100", "1,000", "10,000", "100,000")
                .contains("median in \u00b5s, less is better, logarithmic scale");
    }

    @Test
    void aPanelForEachCase_noneOverAnother_andAllTextWithin() throws Exception {
        List<Element> texts = texts(result(1, 2), result(3, 9000), result(5, 6));
        assertThat(texts).filteredOn(each -> each.getTextContent().equals("apply")).hasSize(3);
        List<Double> rows =
                texts.stream()
                        .filter(each -> each.getTextContent().equals("apply"))
                        .map(each -> Double.parseDouble(each.getAttribute("y")))
                        .toList();
        assertThat(rows).isSorted().doesNotHaveDuplicates();
        assertThat(texts)
                .allSatisfy(each ->
                        assertThat(Double.parseDouble(each.getAttribute("x")))
                                .isBetween(0.0, 840.0));
    }

    @Test
    void resultsWithoutFigures_areNotDrawn() throws Exception {
        Path file = folder.resolve("none.svg");
        var failed = Runner.run(Fakes.aCase(0, 1, null, fakes.entrant("procession")), () -> {});
        assertThat(Picture.write(List.of(failed), file)).isZero();
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void spans_areLogarithmic_ifTheirEndsAreFarApart() {
        assertThat(new Span(1, 29).isLogarithmic()).isFalse();
        assertThat(new Span(0, 1000).isLogarithmic()).isFalse();
        assertThat(new Span(1, 1000).isLogarithmic()).isTrue();
        assertThat(new Span(1, 1000).part(10)).isEqualTo(1.0 / 3, within(1e-9));
        assertThat(new Span(5, 10).part(5)).isEqualTo(0.5);
    }
}
