package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "127, 7f",
    "128, 8001",
    "300, ac02",
    "9223372036854775807, ffffffffffffffff7f",
    "-1, ffffffffffffffffff01"
  })
  void varints(long value, String hex) {
    byte[] bytes = new WireWriter().varint(value).toBytes();
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex);
    assertThat(WireWriter.varintBytes(value)).isEqualTo(bytes.length);
    assertThat(reader(hex).varint()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"0, 00", "-1, 01", "1, 02", "-64, 7f", "64, 8001"})
  void zigzags(long value, String hex) {
    byte[] bytes = new WireWriter().zigzag(value).toBytes();
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex);
    assertThat(reader(hex).zigzag()).isEqualTo(value);
  }

  @Test
  void varintBytesAgreesWithEveryLength() {
    for (int bits = 0; bits < 64; bits++) {
      for (long value : new long[] {(1L << bits) - 1, 1L << bits, (1L << bits) + 1}) {
        assertThat(WireWriter.varintBytes(value)).isEqualTo(new WireWriter().varint(value).size());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "80", "8000", "ff00", "ffffffffffffffffff02", "ffffffffffffffffffff01"})
  void varintsThatAreNone(String hex) {
    assertThatThrownBy(() -> reader(hex).varint()).isInstanceOf(ProtocolException.class);
  }

  @Test
  void fixedNumbersAreBigEndian() {
    byte[] bytes =
        new WireWriter().u8(0xff).u16(0x0102).i32(0x03040506).i64(0x0708090a0b0c0d0eL).toBytes();
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("ff0102030405060708090a0b0c0d0e");
    WireReader in = new WireReader(bytes, "thing");
    assertThat(in.u8()).isEqualTo(0xff);
    assertThat(in.u16()).isEqualTo(0x0102);
    assertThat(in.i32()).isEqualTo(0x03040506);
    assertThat(in.i64()).isEqualTo(0x0708090a0b0c0d0eL);
    in.end();
  }

  @Test
  void aLengthIsCheckedAgainstWhatIsLeft() {
    assertThatThrownBy(() -> reader("0501").sized(10))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("count of 5");
    assertThatThrownBy(() -> reader("05").count(4)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> reader("00").view(2)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> reader("00").view(-1)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> reader("00").end()).isInstanceOf(ProtocolException.class);
  }

  @Test
  void readingStartsAtTheBuffersPositionAndLeavesIt() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 9, 1, 2, 9}).position(2).limit(4);
    WireReader in = new WireReader(buffer, "thing");
    assertThat(in.u8()).isEqualTo(1);
    assertThat(in.remaining()).isEqualTo(1);
    assertThat(buffer.position()).isEqualTo(2);
  }

  @Test
  void theLogsOfAVersionVectorAscend() {
    byte[] low = new byte[57];
    byte[] high = new byte[57];
    high[0] = (byte) 0x80;
    byte[] good = new WireWriter().varint(2).raw(low).raw(high).toBytes();
    assertThat(VectorCodec.read(new WireReader(good, "vector")).positions()).hasSize(2);
    for (byte[] second : new byte[][] {low, high}) {
      byte[] bad = new WireWriter().varint(2).raw(high).raw(second).toBytes();
      assertThatThrownBy(() -> VectorCodec.read(new WireReader(bad, "vector")))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("order");
    }
  }

  @Test
  void aNameOverTheLimitIsRefusedOnBothSides() {
    String longest = "\u65e5".repeat(Limits.NAME_LENGTH);
    byte[] bytes = new WireWriter().name(longest).toBytes();
    assertThat(new WireReader(bytes, "thing").name()).isEqualTo(longest);
    assertThatThrownBy(() -> new WireWriter().name(longest + "x"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("1001 characters");
    byte[] tooLong = new WireWriter().text("x".repeat(Limits.NAME_LENGTH + 1)).toBytes();
    assertThatThrownBy(() -> new WireReader(tooLong, "thing").name())
        .isInstanceOf(ProtocolException.class);
  }

  private static WireReader reader(String hex) {
    return new WireReader(HexFormat.of().parseHex(hex), "thing");
  }
}
