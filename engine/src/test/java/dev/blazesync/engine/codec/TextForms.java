package dev.blazesync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.engine.operation.Operation;
import dev.blazesync.engine.operation.RecordImage;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RecordId;
import dev.blazesync.spi.Value;
import dev.blazesync.spi.Version;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Two or more texts of one column are the only content that has several encodings. Everything else
 * comes back byte for byte; and whatever a writer makes of what was read is read as the same, and
 * written as the same again.
 */
public final class TextForms {
  private TextForms() {}

  /** {@return whether two texts or more are there} */
  public static boolean ofOperations(List<Operation> operations) {
    return several(operations.stream().flatMap(it -> values(it.record(), it.values().stream())));
  }

  /** {@return whether two texts or more are there} */
  public static boolean ofImages(List<RecordImage> images) {
    return several(
        images.stream()
            .flatMap(it -> values(it.record(), it.versions().stream().map(Version::value))));
  }

  private static Stream<Value> values(RecordId record, Stream<Value> cells) {
    return record instanceof RecordId.Shared shared
        ? Stream.concat(shared.key().stream(), cells)
        : cells;
  }

  private static boolean several(Stream<Value> values) {
    return values.filter(Value.Text.class::isInstance).limit(2).count() == 2;
  }

  /**
   * {@return what {@code bytes} are when decoded and encoded; these bytes themselves where other
   * ones hold the same, as they may}
   *
   * @throws ProtocolException if {@code bytes} are refused
   */
  public static <T> byte[] recode(
      byte[] bytes, Function<byte[], T> decode, Function<T, byte[]> encode, Predicate<T> several) {
    T content = decode.apply(bytes);
    byte[] again = encode.apply(content);
    if (Arrays.equals(again, bytes) || !several.test(content)) {
      return again;
    }
    try {
      T back = decode.apply(again);
      assertThat(back).isEqualTo(content);
      assertThat(encode.apply(back)).isEqualTo(again);
    } catch (ProtocolException e) {
      throw new AssertionError("what was written is refused", e);
    }
    return bytes;
  }
}
