/** A sibling of the file that is launched. */
public record Square(int side) implements Shapes.Shape {
    @Override
    public double area() {
        return side * side;
    }
}
