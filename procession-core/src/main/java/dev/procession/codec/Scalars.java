package dev.procession.codec;

import dev.procession.CodecException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values without parts, apart from the most common ones. */
final class Scalars {

    private Scalars() {}

    static boolean put(Encoder out, int tag, Object value) {
        switch (tag) {
            case Tags.BIG_INTEGER:
                return bigInteger(out, (BigInteger) value);
            case Tags.BIG_DECIMAL:
                return bigDecimal(out, (BigDecimal) value);
            case Tags.PATH:
                return path(out, (Path) value);
            default:
                out.sink().putByte(tag);
                small(out.sink(), tag, value);
                return true;
        }
    }

    private static void small(Sink sink, int tag, Object value) {
        switch (tag) {
            case Tags.BYTE -> sink.putByte((Byte) value);
            case Tags.SHORT -> sink.putShort((Short) value);
            case Tags.CHAR -> sink.putShort((Character) value);
            case Tags.FLOAT -> sink.putInt(Float.floatToRawIntBits((Float) value));
            case Tags.UUID -> {
                sink.putLong(((UUID) value).getMostSignificantBits());
                sink.putLong(((UUID) value).getLeastSignificantBits());
            }
            case Tags.DURATION -> {
                sink.putZigzag(((Duration) value).getSeconds());
                sink.putVarint(((Duration) value).getNano());
            }
            case Tags.INSTANT -> {
                sink.putZigzag(((Instant) value).getEpochSecond());
                sink.putVarint(((Instant) value).getNano());
            }
            case Tags.LOCAL_DATE -> sink.putZigzag(((LocalDate) value).toEpochDay());
            case Tags.LOCAL_DATE_TIME -> {
                sink.putZigzag(((LocalDateTime) value).toLocalDate().toEpochDay());
                sink.putVarint(((LocalDateTime) value).toLocalTime().toNanoOfDay());
            }
            case Tags.URI -> Strings.put(sink, ((URI) value).toString());
            default -> throw new IllegalStateException("no such tag: " + tag);
        }
    }

    private static boolean bigInteger(Encoder out, BigInteger value) {
        if (value.bitLength() > 8 * Tags.BULKY && !out.firstTime(value)) {
            return false;
        }
        out.sink().putByte(Tags.BIG_INTEGER);
        magnitude(out.sink(), value);
        return true;
    }

    private static boolean bigDecimal(Encoder out, BigDecimal value) {
        BigInteger unscaled = value.unscaledValue();
        if (unscaled.bitLength() > 8 * Tags.BULKY && !out.firstTime(value)) {
            return false;
        }
        out.sink().putByte(Tags.BIG_DECIMAL);
        out.sink().putZigzag(value.scale());
        magnitude(out.sink(), unscaled);
        return true;
    }

    private static void magnitude(Sink sink, BigInteger value) {
        byte[] bytes = value.toByteArray();
        sink.putVarint(bytes.length);
        sink.putBytes(bytes, 0, bytes.length);
    }

    private static boolean path(Encoder out, Path value) {
        if (value.getFileSystem() != FileSystems.getDefault()) {
            return false;
        }
        String text = value.toString();
        if (!Path.of(text).equals(value)) {
            return false;
        }
        out.sink().putByte(Tags.PATH);
        Strings.put(out.sink(), text);
        return true;
    }

    static Object get(Source source, int tag) {
        return switch (tag) {
            case Tags.BYTE -> source.getByte();
            case Tags.SHORT -> source.getShort();
            case Tags.CHAR -> (char) source.getShort();
            case Tags.FLOAT -> Float.intBitsToFloat(source.getInt());
            case Tags.BIG_INTEGER -> magnitude(source);
            case Tags.BIG_DECIMAL -> bigDecimal(source);
            case Tags.UUID -> new UUID(source.getLong(), source.getLong());
            case Tags.DURATION -> Duration.ofSeconds(source.getZigzagLong(), nanos(source));
            case Tags.INSTANT -> Instant.ofEpochSecond(source.getZigzagLong(), nanos(source));
            case Tags.LOCAL_DATE -> LocalDate.ofEpochDay(source.getZigzagLong());
            case Tags.LOCAL_DATE_TIME ->
                    LocalDateTime.of(
                            LocalDate.ofEpochDay(source.getZigzagLong()),
                            LocalTime.ofNanoOfDay(source.getVarlong()));
            case Tags.URI -> URI.create(text(source.getString()));
            case Tags.PATH -> Path.of(text(source.getString()));
            default -> throw new CodecException("malformed message: unknown tag " + tag);
        };
    }

    private static BigDecimal bigDecimal(Source source) {
        int scale = source.getZigzag();
        return new BigDecimal(magnitude(source), scale);
    }

    private static BigInteger magnitude(Source source) {
        int length = source.getVarint();
        int at = source.skip(length);
        return new BigInteger(source.bytes(), at, length);
    }

    private static int nanos(Source source) {
        int nanos = source.getVarint();
        if (nanos < 0 || nanos > 999_999_999) {
            throw new CodecException("malformed message: nanoseconds out of range: " + nanos);
        }
        return nanos;
    }

    private static String text(@Nullable String value) {
        if (value == null) {
            throw new CodecException("malformed message: text missing");
        }
        return value;
    }
}
