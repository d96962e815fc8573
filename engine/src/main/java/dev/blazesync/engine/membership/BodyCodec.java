package dev.blazesync.engine.membership;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Bodies of entries as bytes:
 *
 * <pre>
 * 0 genesis
 *  32  nonce
 *      terms of the founder's invite
 *   1  1 = a recovery key follows, else 0
 *  64  its public keys, if any
 *      rotation, without the secret before
 *
 * 1 invite
 *      terms
 *  80  wrap
 *
 * 2 add
 *  64  public keys of the device
 *  80  wrap
 *  64  signature of the device over all bytes of the entry before
 *
 * 3 remove
 *  16  node
 *      varint logs, each, by ascending lineage: 8 lineage, varint sequence, 32 hash
 *      rotation
 *
 * 4 rotate
 *      varint ended invites, each, ascending: varint index
 *      rotation
 *
 * 5 found
 *   8  lineage
 *
 * terms: 64 public keys (Ed25519, X25519), varint uses, 8 expiry in milliseconds,
 *        1 standing (bit 0 server, bit 1 admin)
 * rotation: 32 commitment, 48 secret before, varint wraps, each 80
 * </pre>
 */
final class BodyCodec {
  private static final int MIN_LOG_BYTES = Long.BYTES + 1 + Position.HASH_BYTES;

  private BodyCodec() {}

  static void write(WireWriter out, Body body) {
    if (body instanceof Body.Genesis genesis) {
      writeGenesis(out, genesis);
    } else if (body instanceof Body.Invite invite) {
      writeTerms(out, invite.terms());
      out.raw(invite.wrap().toBytes());
    } else if (body instanceof Body.Add add) {
      out.raw(add.device().toBytes()).raw(add.wrap().toBytes()).raw(add.possession().toBytes());
    } else if (body instanceof Body.Remove remove) {
      writeRemove(out, remove);
    } else if (body instanceof Body.Rotate rotate) {
      out.varint(rotate.ended().size());
      rotate.ended().forEach(out::varint);
      writeRotation(out, rotate.rotation());
    } else if (body instanceof Body.Found found) {
      out.i64(found.lineage());
    }
  }

  private static void writeGenesis(WireWriter out, Body.Genesis genesis) {
    out.raw(genesis.nonce().toBytes());
    writeTerms(out, genesis.founder());
    DevicePublicKeys recovery = genesis.recovery();
    out.u8(recovery == null ? 0 : 1);
    if (recovery != null) {
      out.raw(recovery.toBytes());
    }
    writeRotation(out, genesis.rotation());
  }

  private static void writeRemove(WireWriter out, Body.Remove remove) {
    out.raw(remove.device().toBytes()).varint(remove.accepted().size());
    remove
        .accepted()
        .forEach(
            (lineage, position) ->
                out.i64(lineage).varint(position.sequence()).raw(position.hash()));
    writeRotation(out, remove.rotation());
  }

  private static void writeTerms(WireWriter out, InviteTerms terms) {
    out.raw(terms.keys().toBytes()).varint(terms.uses()).i64(terms.expiresMillis());
    out.u8(terms.standing().bits());
  }

  private static void writeRotation(WireWriter out, Rotation rotation) {
    out.raw(rotation.commitment().toBytes());
    Octets earlier = rotation.earlier();
    if (earlier != null) {
      out.raw(earlier.toBytes());
    }
    out.varint(rotation.wraps().size());
    rotation.wraps().forEach(wrap -> out.raw(wrap.toBytes()));
  }

  static Body read(WireReader in, int kind) {
    return switch (kind) {
      case 0 -> readGenesis(in);
      case 1 -> new Body.Invite(readTerms(in), octets(in, Rotation.WRAP_BYTES));
      case 2 ->
          new Body.Add(
              keys(in),
              octets(in, Rotation.WRAP_BYTES),
              octets(in, Ed25519PublicKey.SIGNATURE_BYTES));
      case 3 ->
          new Body.Remove(
              NodeId.of(in.raw(NodeId.BYTES)), readAccepted(in), readRotation(in, false));
      case 4 -> new Body.Rotate(readEnded(in), readRotation(in, false));
      case 5 -> new Body.Found(in.i64());
      default -> throw in.bad("there is no entry of kind " + kind);
    };
  }

  private static Body readGenesis(WireReader in) {
    Octets nonce = octets(in, Body.Genesis.NONCE_BYTES);
    InviteTerms founder = readTerms(in);
    if (!Body.Genesis.founds(founder)) {
      throw in.bad("the founder's invite does not make one admin");
    }
    int recovers = in.u8();
    if (recovers > 1) {
      throw in.bad("the mark before a recovery key is " + recovers);
    }
    @Nullable DevicePublicKeys recovery = recovers == 1 ? keys(in) : null;
    return new Body.Genesis(nonce, founder, recovery, readRotation(in, true));
  }

  private static InviteTerms readTerms(WireReader in) {
    DevicePublicKeys keys = keys(in);
    int uses = in.count(Limits.INVITE_USES);
    long expiresMillis = in.i64();
    int standing = in.u8();
    if (uses == 0 || expiresMillis < 0 || !Standing.known(standing)) {
      throw in.bad("an invite's uses, expiry or standing is out of range");
    }
    return new InviteTerms(keys, uses, expiresMillis, Standing.of(standing));
  }

  private static SortedMap<Long, Position> readAccepted(WireReader in) {
    int count = in.count(Limits.REMOVED_LOGS, MIN_LOG_BYTES);
    TreeMap<Long, Position> accepted = new TreeMap<>(Long::compareUnsigned);
    for (int index = 0; index < count; index++) {
      long lineage = in.i64();
      if (!accepted.isEmpty() && Long.compareUnsigned(accepted.lastKey(), lineage) >= 0) {
        throw in.bad("the logs of a removed device are not in order");
      }
      long sequence = in.varint();
      if (sequence < 1) {
        throw in.bad("a log of a removed device has no last batch");
      }
      accepted.put(lineage, new Position(sequence, in.raw(Position.HASH_BYTES)));
    }
    return accepted;
  }

  private static SortedSet<Long> readEnded(WireReader in) {
    int count = in.count(Limits.OPEN_INVITES, 1);
    TreeSet<Long> ended = new TreeSet<>();
    for (int index = 0; index < count; index++) {
      long invite = in.count(Limits.MEMBERSHIP_ENTRIES);
      if (!ended.isEmpty() && ended.last() >= invite) {
        throw in.bad("ended invites are not in order");
      }
      ended.add(invite);
    }
    return ended;
  }

  private static Rotation readRotation(WireReader in, boolean first) {
    Octets commitment = octets(in, Rotation.COMMITMENT_BYTES);
    @Nullable Octets earlier = first ? null : octets(in, Rotation.EARLIER_BYTES);
    int count = in.count(Rotation.MAX_WRAPS, Rotation.WRAP_BYTES);
    List<Octets> wraps = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      wraps.add(octets(in, Rotation.WRAP_BYTES));
    }
    return new Rotation(commitment, earlier, wraps);
  }

  private static DevicePublicKeys keys(WireReader in) {
    return DevicePublicKeys.of(in.raw(DevicePublicKeys.BYTES));
  }

  private static Octets octets(WireReader in, int length) {
    return Octets.of(in.raw(length));
  }
}
