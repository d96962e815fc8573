package dev.blazesync.engine.seal;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.Aead;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Purpose;
import dev.blazesync.engine.crypto.Secret;
import dev.blazesync.spi.GroupId;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Seals the objects of the snapshots of one device under one epoch. Keys and secret are not closed
 * here.
 */
public final class ObjectSealer {
  /** Bytes before the content, inside. */
  static final int LENGTH_BYTES = 4;

  /** Greatest content of one object: with everything around it, {@link Limits#OBJECT_BYTES}. */
  public static final int MAX_CONTENT =
      ObjectHeader.MAX_BODY
          - (Limits.OBJECT_BYTES / Segments.SEGMENT_BYTES) * Aead.TAG_BYTES
          - ContentKeys.TAG_BYTES
          - LENGTH_BYTES;

  private final DeviceKeys device;
  private final GroupId group;
  private final EpochId epoch;
  private final Secret secret;
  private final SecureRandom random;

  /**
   * An object as it is kept.
   *
   * @param bytes read-only, from position to limit
   */
  public record SealedObject(String name, ByteBuffer bytes) {
    public SealedObject {
      bytes = bytes.asReadOnlyBuffer();
    }

    /** {@return an independent view} */
    @Override
    public ByteBuffer bytes() {
      return bytes.duplicate();
    }
  }

  /**
   * @param secret of that epoch
   */
  public ObjectSealer(
      DeviceKeys device, GroupId group, EpochId epoch, Secret secret, SecureRandom random) {
    this.device = device;
    this.group = group;
    this.epoch = epoch;
    this.secret = secret;
    this.random = random;
  }

  /**
   * {@return a chunk, named by the hash of its sealed bytes}
   *
   * @param content from position to limit; left as it is
   * @throws IllegalArgumentException if it is over {@link #MAX_CONTENT}
   */
  public SealedObject chunk(ByteBuffer content) {
    ByteBuffer sealed = seal(ObjectKind.CHUNK, "", content);
    return new SealedObject(ObjectKind.chunkName(sealed), sealed);
  }

  /**
   * {@return a manifest, which opens under this name only}
   *
   * @param name 1 to {@link Limits#OBJECT_NAME_LENGTH} characters
   * @param content from position to limit; left as it is
   * @throws IllegalArgumentException if it is over {@link #MAX_CONTENT}, or the name too long
   */
  public SealedObject manifest(String name, ByteBuffer content) {
    if (name.isEmpty() || name.length() > Limits.OBJECT_NAME_LENGTH) {
      throw new IllegalArgumentException("an object's name of " + name.length() + " characters");
    }
    return new SealedObject(name, seal(ObjectKind.MANIFEST, name, content));
  }

  private ByteBuffer seal(ObjectKind kind, String name, ByteBuffer content) {
    byte[] inside = encode(content);
    int length = Segments.sealedBytes(ContentKeys.TAG_BYTES + inside.length);
    ObjectHeader unsalted =
        new ObjectHeader(kind, group, epoch, device.nodeId(), length, new byte[Salt.BYTES]);
    byte[] bound = kind.bound(name);
    byte[] salt =
        Salt.of(device, Purpose.OBJECT_SALT, random, joined(unsalted.toBytes(), bound), inside);
    byte[] head = unsalted.salted(salt).toBytes();
    byte[] associated = joined(head, bound);
    try (ContentKeys keys = ContentKeys.ofObject(secret, salt, associated)) {
      byte[] body = Segments.seal(keys.cipher(), associated, keys.tagged(inside));
      return Signatures.sign(device, Purpose.OBJECT_SIGNATURE, bound, head, body);
    }
  }

  private static byte[] encode(ByteBuffer content) {
    int length = content.remaining();
    if (length > MAX_CONTENT) {
      throw new IllegalArgumentException(
          "an object of " + length + " bytes is over the limit of " + MAX_CONTENT);
    }
    int before = ContentKeys.TAG_BYTES + LENGTH_BYTES + length;
    int size = Padding.padded(before) - ContentKeys.TAG_BYTES;
    WireWriter out = new WireWriter(size);
    out.i32(length).raw(content);
    return out.raw(new byte[size - out.size()]).toBytes();
  }

  /** {@return the header, whose length is fixed, and the bound name} */
  static byte[] joined(byte[] header, byte[] bound) {
    return ByteBuffer.allocate(header.length + bound.length).put(header).put(bound).array();
  }
}
