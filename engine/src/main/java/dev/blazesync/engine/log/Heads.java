package dev.blazesync.engine.log;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.PayloadCodec;
import dev.blazesync.engine.codec.VectorCodec;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;

/**
 * A statement of heads: what a device has of its group, told to the others in its own log, and so
 * signed. Whoever shows two devices different histories of anything is found out when they compare.
 * It is a payload of its own ({@link PayloadCodec} has the other one):
 *
 * <pre>
 *  1  encoding: 2 = heads
 *     varint entries of the membership, from 1
 * 32  the newest of them
 *     logs and how far they are held ({@link VectorCodec}): those that changed since the device's
 *     statement before this one
 * </pre>
 *
 * <p>Immutable.
 *
 * @param entries how many entries of the membership it knows
 * @param head the newest of them
 * @param logs at most {@link Limits#STATED_LOGS}
 */
public record Heads(int entries, EntryId head, VersionVector logs) {
  private static final int ENCODING = 2;

  /**
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Heads {
    if (entries < 1 || logs.positions().size() > Limits.STATED_LOGS) {
      throw new IllegalArgumentException("no statement of heads");
    }
  }

  /** {@return whether a payload is such a statement, and not operations} */
  public static boolean is(byte[] payload) {
    return payload.length > 0 && payload[0] == ENCODING;
  }

  public byte[] encode() {
    WireWriter out = new WireWriter(256);
    out.u8(ENCODING).varint(entries).raw(head.toBytes());
    VectorCodec.write(out, logs);
    return out.toBytes();
  }

  /**
   * @throws ProtocolException if it is none
   */
  public static Heads decode(byte[] payload) {
    WireReader in = new WireReader(ByteBuffer.wrap(payload), "statement of heads");
    if (in.u8() != ENCODING) {
      throw in.bad("it does not begin with 2");
    }
    int entries = in.count(Limits.MEMBERSHIP_ENTRIES);
    EntryId head = EntryId.of(in.raw(EntryId.BYTES));
    VersionVector logs = VectorCodec.read(in);
    in.end();
    try {
      return new Heads(entries, head, logs);
    } catch (IllegalArgumentException e) {
      throw in.bad("it names no entry, or too many logs");
    }
  }
}
