package dev.blazesync.engine.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.membership.Fork;
import dev.blazesync.engine.membership.Membership;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Everything with a clear header. The first byte says what it is. */
class HeaderFuzzTest {
  @FuzzTest(maxDuration = "10m")
  void headers(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    try {
      switch (input[0]) {
        case 'b' -> batch(bytes);
        case 'o' -> object(bytes);
        case 'e' -> entry(bytes);
        case 'f' -> assertThat(Fork.decode(bytes).encode()).isEqualTo(bytes);
        default -> {}
      }
    } catch (ProtocolException e) {
      // what bad bytes are to end in
    }
  }

  private static void batch(byte[] bytes) {
    SealedHeader header = SealedHeader.read(ByteBuffer.wrap(bytes));
    assertThat(header.toBytes()).isEqualTo(Arrays.copyOf(bytes, SealedHeader.BYTES));
    SealedHeader.parse(ByteBuffer.wrap(bytes));
    Party.opener().open(ByteBuffer.wrap(bytes));
  }

  private static void object(byte[] bytes) {
    ObjectHeader header = ObjectHeader.read(ByteBuffer.wrap(bytes));
    assertThat(header.toBytes()).isEqualTo(Arrays.copyOf(bytes, ObjectHeader.BYTES));
    Party.objectOpener().open(header.kind(), "snapshot-1", ByteBuffer.wrap(bytes));
  }

  private static void entry(byte[] bytes) {
    Entry entry = Entry.decode(bytes);
    assertThat(entry.toBytes()).isEqualTo(bytes);
    Membership.begin(entry);
  }
}
