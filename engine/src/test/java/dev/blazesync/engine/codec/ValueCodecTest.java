package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.ValueKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueCodecTest {
  private final Samples samples = new Samples(99);

  @Test
  void doublesKeepEveryBit() {
    long[] bits = {
      0x0000000000000000L,
      0x8000000000000000L,
      0x7ff8000000000000L,
      0xfff8000000000000L,
      0x7ff8000000000001L,
      0x7fffffffffffffffL,
      0x0000000000000001L,
      0x7ff0000000000000L
    };
    for (long raw : bits) {
      byte[] bytes = ValueCodec.encode(new Value.Float64(Double.longBitsToDouble(raw)));
      assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("04" + HexFormat.of().toHexDigits(raw));
      Value back = read(bytes);
      assertThat(Double.doubleToRawLongBits(((Value.Float64) back).value())).isEqualTo(raw);
    }
  }

  @Test
  void decimalsKeepTheirScale() {
    for (String text : List.of("1.0", "1.00", "1E+3", "1000", "-0.001", "0E-7", "0", "1E+100000")) {
      Value value = new Value.Decimal(new BigDecimal(text));
      assertThat(read(ValueCodec.encode(value))).isEqualTo(value);
    }
  }

  @Test
  void integersAndDoublesAndDecimalsOfOneNumberStayApart() {
    byte[] integer = ValueCodec.encode(new Value.Int64(1));
    byte[] real = ValueCodec.encode(new Value.Float64(1));
    byte[] decimal = ValueCodec.encode(new Value.Decimal(BigDecimal.ONE));
    assertThat(integer).isNotEqualTo(real).isNotEqualTo(decimal);
    assertThat(real).isNotEqualTo(decimal);
  }

  @Test
  void compareEncodedIsATotalOrderThatAgreesWithEquality() {
    List<Value> values = samples.list(60, samples::value);
    for (Value a : values) {
      for (Value b : values) {
        int order = Integer.signum(ValueCodec.compareEncoded(a, b));
        assertThat(order).isEqualTo(-Integer.signum(ValueCodec.compareEncoded(b, a)));
        assertThat(order == 0).isEqualTo(a.equals(b));
        assertThat(order)
            .isEqualTo(
                Integer.signum(Arrays.compareUnsigned(ValueCodec.encode(a), ValueCodec.encode(b))));
      }
    }
    assertThat(
            ValueCodec.compareEncoded(
                new Value.Bytes(new byte[] {(byte) 0x80}), new Value.Bytes(new byte[] {0x7f})))
        .isPositive();
  }

  /** Unknown tags, decimals in longer forms or without digits, and what ends too early. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0d",
        "ff",
        "050002ffff",
        "0500020001",
        "050000",
        "0500",
        "",
        "03",
        "048000",
        "0603edb8",
        "0605616263",
        "0c00"
      })
  void whatIsNoValueIsRefused(String hex) {
    assertThatThrownBy(() -> read(HexFormat.of().parseHex(hex)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void rangesHoldOnBothSides() {
    bothRefuse(new Value.Temporal(ValueKind.TIME, -1, 0), out -> out.u8(9).varint(-1));
    bothRefuse(
        new Value.Temporal(ValueKind.TIME, ValueCodec.DAY_NANOS, 0),
        out -> out.u8(9).varint(ValueCodec.DAY_NANOS));
    long afterLast = LocalDate.MAX.toEpochDay() + 1;
    bothRefuse(
        new Value.Temporal(ValueKind.DATE, afterLast, 0), out -> out.u8(8).zigzag(afterLast));
    bothRefuse(
        new Value.Temporal(ValueKind.TIMESTAMP_TZ, 0, 64_801),
        out -> out.u8(11).zigzag(0).zigzag(64_801));
    bothRefuse(
        new Value.Decimal(new BigDecimal(BigInteger.ONE, Limits.DECIMAL_SCALE + 1)),
        out -> out.u8(5).zigzag(Limits.DECIMAL_SCALE + 1).sized(new byte[] {1}));
    bothRefuse(
        new Value.Decimal(new BigDecimal(BigInteger.ONE, Integer.MIN_VALUE)),
        out -> out.u8(5).zigzag(Integer.MIN_VALUE).sized(new byte[] {1}));
  }

  @Test
  void lengthsHoldOnBothSides() {
    byte[] digits = new byte[Limits.DECIMAL_BYTES + 1];
    digits[0] = 1;
    bothRefuse(
        new Value.Decimal(new BigDecimal(new BigInteger(digits))),
        out -> out.u8(5).zigzag(0).sized(digits));
    byte[] tooLong = new byte[Limits.VALUE_BYTES + 1];
    bothRefuse(new Value.Bytes(tooLong), out -> out.u8(7).sized(tooLong));
    bothRefuse(
        new Value.Text("\0".repeat(Limits.VALUE_BYTES + 1)), out -> out.u8(6).sized(tooLong));
    Value largest = new Value.Bytes(new byte[Limits.VALUE_BYTES]);
    assertThat(read(ValueCodec.encode(largest))).isEqualTo(largest);
  }

  @Test
  void aRefusedValueLeavesNothingBehind() {
    WireWriter out = new WireWriter().u8(1);
    Value late = new Value.Temporal(ValueKind.TIME, -1, 0);
    assertThatThrownBy(() -> ValueCodec.write(out, late)).isInstanceOf(RefusedException.class);
    assertThat(out.size()).isEqualTo(1);
  }

  private interface Bytes {
    WireWriter write(WireWriter out);
  }

  private static void bothRefuse(Value value, Bytes bytes) {
    assertThatThrownBy(() -> ValueCodec.encode(value))
        .isInstanceOf(RefusedException.class)
        .hasMessageNotContaining(value.toString());
    byte[] written = bytes.write(new WireWriter()).toBytes();
    assertThatThrownBy(() -> read(written)).isInstanceOf(ProtocolException.class);
  }

  private static Value read(byte[] bytes) {
    WireReader in = new WireReader(bytes, "value");
    Value value = ValueCodec.read(in);
    in.end();
    return value;
  }
}
