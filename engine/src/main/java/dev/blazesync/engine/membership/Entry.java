package dev.blazesync.engine.membership;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.engine.crypto.LatelyKnown;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * One link of a group's membership: who does what, behind which link. Immutable; equality by bytes,
 * which are canonical. That it could be decoded says nothing of its signatures.
 *
 * <pre>
 *  offset  bytes
 *       0      4  "BLZE"
 *       4      1  version, 1
 *       5     32  group; zero in the first entry, whose hash it is
 *      37      8  index, from 0
 *      45     32  hash of the entry before; zero in the first
 *      77      1  kind: 0 genesis, 1 invite, 2 add, 3 remove, 4 rotate, 5 found
 *      78      1  author: 1 device, 2 invite, 3 recovery key
 *      79     32  Ed25519 key of the author
 *     111      n  body ({@link BodyCodec})
 * 111 + n     64  signature of the author over all bytes before
 * </pre>
 */
public final class Entry {
  /** At most {@link Limits#ENTRY_BYTES}, and no shorter than this. */
  static final int MIN_BYTES = 111 + Ed25519PublicKey.SIGNATURE_BYTES;

  private static final int MAGIC = 0x424c5a45;
  private static final int VERSION = 1;

  /** How many entries are remembered as signed: each takes about 200 bytes. */
  private static final int MOST_REMEMBERED = 2_048;

  /** A chain is read again with each opening of a database; two signatures an entry take long. */
  private static final LatelyKnown<EntryId, Boolean> LATELY_VERIFIED =
      new LatelyKnown<>(MOST_REMEMBERED);

  private final GroupId group;
  private final Place place;
  private final Author author;
  private final Body body;
  private final byte[] bytes;
  private final EntryId id;

  private Entry(Place place, Author author, Body body, byte[] bytes) {
    this.place = place;
    this.author = author;
    this.body = body;
    this.bytes = bytes;
    this.id = EntryId.ofEntry(bytes);
    this.group = place.index() == 0 ? GroupId.of(Purpose.GROUP_ID.hash(bytes)) : place.group();
  }

  /**
   * Where an entry stands.
   *
   * @param group 32 zero bytes at index 0
   * @param index from 0
   * @param previous 32 zero bytes at index 0
   */
  record Place(GroupId group, long index, EntryId previous) {
    /** Before everything. */
    static final Place FIRST = new Place(GroupId.of(new byte[GroupId.BYTES]), 0, EntryId.NONE);
  }

  /**
   * @param signer makes the author's signature of the bytes it is given, for {@link
   *     Purpose#MEMBERSHIP_SIGNATURE}
   */
  static Entry sign(Place place, Author author, Body body, UnaryOperator<byte[]> signer) {
    byte[] content = content(place, author, body);
    WireWriter out = new WireWriter(content.length + Ed25519PublicKey.SIGNATURE_BYTES);
    out.raw(content).raw(signer.apply(content));
    return new Entry(place, author, body, out.toBytes());
  }

  /** {@return all that the author signs} */
  static byte[] content(Place place, Author author, Body body) {
    WireWriter out = new WireWriter(1024);
    out.i32(MAGIC).u8(VERSION).raw(place.group().toBytes()).i64(place.index());
    out.raw(place.previous().toBytes()).u8(body.kind());
    out.u8(author.kind().number()).raw(author.key().toBytes());
    BodyCodec.write(out, body);
    return out.toBytes();
  }

  /**
   * @param bytes from elsewhere; copied
   * @throws ProtocolException if they are no entry
   */
  public static Entry decode(byte[] bytes) {
    if (bytes.length < MIN_BYTES || bytes.length > Limits.ENTRY_BYTES) {
      throw new ProtocolException(
          "an entry of the membership cannot have " + bytes.length + " bytes");
    }
    WireReader in = new WireReader(bytes, "entry of the membership");
    if (in.i32() != MAGIC) {
      throw in.bad("it does not start with BLZE");
    }
    int version = in.u8();
    if (version != VERSION) {
      throw in.bad("its version is " + version + ", this program knows 1: update BlazeSync");
    }
    Place place = place(in);
    int kind = in.u8();
    if ((kind == 0) != (place.index() == 0)) {
      throw in.bad("an entry of kind " + kind + " cannot have index " + place.index());
    }
    int number = in.u8();
    Author.Kind author = Author.Kind.of(number);
    if (author == null) {
      throw in.bad("there is no author of kind " + number);
    }
    Ed25519PublicKey key = Ed25519PublicKey.of(in.raw(Ed25519PublicKey.BYTES));
    Body body = BodyCodec.read(in, kind);
    in.raw(Ed25519PublicKey.SIGNATURE_BYTES);
    in.end();
    return new Entry(place, new Author(author, key), body, bytes.clone());
  }

  private static Place place(WireReader in) {
    Place place =
        new Place(GroupId.of(in.raw(GroupId.BYTES)), in.i64(), EntryId.of(in.raw(EntryId.BYTES)));
    if (place.index() < 0 || place.index() >= Limits.MEMBERSHIP_ENTRIES) {
      throw in.bad("there is no entry " + place.index());
    }
    if (place.index() == 0 && !place.equals(Place.FIRST)) {
      throw in.bad("the first entry names a group or an entry before it");
    }
    return place;
  }

  /** {@return its group; of a first entry, the one that it begins} */
  public GroupId group() {
    return group;
  }

  /** {@return how many entries are before it} */
  public long index() {
    return place.index();
  }

  /** {@return the entry before it; zero in the first} */
  public EntryId previous() {
    return place.previous();
  }

  public Author author() {
    return author;
  }

  public Body body() {
    return body;
  }

  public EntryId id() {
    return id;
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  /**
   * {@return whether the author it names has signed it, and the device too if it adds one} Says
   * nothing of whether the author may.
   */
  boolean signed() {
    // the name is a hash of all bytes, the signatures among them
    if (LATELY_VERIFIED.get(id) != null) {
      return true;
    }
    boolean signed = verified();
    if (signed) {
      LATELY_VERIFIED.put(id, true);
    }
    return signed;
  }

  private boolean verified() {
    int end = bytes.length - Ed25519PublicKey.SIGNATURE_BYTES;
    byte[] signature = Arrays.copyOfRange(bytes, end, bytes.length);
    byte[] content = Arrays.copyOf(bytes, end);
    return author.key().verify(Purpose.MEMBERSHIP_SIGNATURE.prefixed(content), signature)
        && (!(body instanceof Body.Add add)
            || add.device()
                .verify(
                    Purpose.MEMBERSHIP_POSSESSION,
                    add.possession().toBytes(),
                    Arrays.copyOf(content, end - Ed25519PublicKey.SIGNATURE_BYTES)));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Entry that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return body.getClass().getSimpleName() + " " + place.index() + " of group " + group;
  }
}
