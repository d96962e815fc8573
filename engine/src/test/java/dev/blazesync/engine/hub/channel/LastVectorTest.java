package dev.blazesync.engine.hub.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.VersionVector;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LastVectorTest {
  private static final int ENTRY_BYTES = 57;

  private final LastVector writer = new LastVector();
  private final LastVector reader = new LastVector();
  private final Map<OriginLog, Position> positions = new HashMap<>();

  private LastVectorTest at(int log, long sequence) {
    byte[] hash = new byte[Position.HASH_BYTES];
    hash[0] = (byte) sequence;
    positions.put(new OriginLog(new NodeId(1, log), 7), new Position(sequence, hash));
    return this;
  }

  /** {@return how many bytes it took} */
  private int passes() {
    VersionVector vector = new VersionVector(Map.copyOf(positions));
    WireWriter out = new WireWriter();
    writer.write(vector, out);
    assertThat(read(out.toBytes())).isEqualTo(vector);
    return out.size();
  }

  private VersionVector read(byte... bytes) {
    WireReader in = new WireReader(bytes, "message");
    VersionVector vector = reader.read(in);
    in.end();
    return vector;
  }

  @Test
  void onlyWhatChangedIsSentAgain() {
    for (int log = 0; log < 20; log++) {
      at(log, 1);
    }
    assertThat(passes()).isEqualTo(2 + 20 * ENTRY_BYTES);
    assertThat(passes()).isEqualTo(2);
    assertThat(at(3, 2).passes()).isEqualTo(2 + ENTRY_BYTES);
    assertThat(at(3, 3).at(40, 1).passes()).isEqualTo(2 + 2 * ENTRY_BYTES);
    assertThat(passes()).isEqualTo(2);
  }

  @Test
  void oneThatLacksALogIsWhole() {
    at(1, 1).at(2, 1).passes();
    positions.remove(new OriginLog(new NodeId(1, 2), 7));
    assertThat(passes()).isEqualTo(2 + ENTRY_BYTES);
    assertThat(passes()).isEqualTo(2);
  }

  @Test
  void aLargeOneIsNotRemembered() {
    for (int log = 0; log < HubLimits.REMEMBERED_LOGS; log++) {
      at(log, 1);
    }
    passes();
    int all = HubLimits.REMEMBERED_LOGS + 1;
    assertThat(at(-1, 1).passes()).isEqualTo(2 + ENTRY_BYTES);
    assertThat(passes()).isEqualTo(2 + all * ENTRY_BYTES);
    assertThatThrownBy(() -> read((byte) 1, (byte) 0))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("said to be like the one before, and there is none");
  }

  @Test
  void unknownFormsAreRefused() {
    at(1, 1).passes();
    assertThatThrownBy(() -> read((byte) 2, (byte) 0))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("unknown form 2 of a version vector");
  }

  @Test
  void anyVectorsInAnyOrderComeAsTheyWent() {
    Random random = new Random(5);
    for (int round = 0; round < 2_000; round++) {
      int log = random.nextInt(80);
      if (random.nextInt(4) == 0) {
        positions.remove(new OriginLog(new NodeId(1, log), 7));
      } else {
        at(log, random.nextInt(5));
      }
      passes();
    }
  }
}
