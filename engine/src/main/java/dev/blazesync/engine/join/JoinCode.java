package dev.blazesync.engine.join;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * What a device needs to join a group. Whoever has the code can join. Immutable; equality by
 * content.
 *
 * <p>Its text is {@code blz1-} and Crockford's base32 (https://www.crockford.com/base32.html) in
 * groups of five of: 32 bytes seed, varint number of hubs, each hub's address as sized text, and
 * the first five bytes of SHA-256 over "blazesync join code 1" and all before. It survives line
 * wraps, capitals and a mistyped o, l or i.
 *
 * @param hubs addresses, first choice first; at most {@link Limits#HUBS}
 * @param group follows from the seed
 * @param seed 32 random bytes, a secret
 */
public record JoinCode(List<URI> hubs, GroupId group, byte[] seed) {
  /** Length of the seed. */
  public static final int SEED_BYTES = 32;

  private static final int CHECKSUM_BYTES = 5;
  private static final byte[] GROUP_LABEL = ascii("blazesync group 1");
  private static final byte[] CHECKSUM_LABEL = ascii("blazesync join code 1");

  /**
   * @throws IllegalArgumentException if {@code group} is not that of {@code seed}
   * @throws RefusedException if there are too many hubs or an address is too long
   */
  public JoinCode {
    hubs = List.copyOf(hubs);
    seed = seed.clone();
    if (seed.length != SEED_BYTES || !group.equals(groupOf(seed))) {
      throw new IllegalArgumentException("the group is not that of the seed");
    }
    if (hubs.size() > Limits.HUBS) {
      throw new RefusedException(
          hubs.size() + " hubs are over the limit of " + Limits.HUBS + " in one join code");
    }
    for (URI hub : hubs) {
      if (hub.toString().length() > Limits.HUB_LENGTH) {
        throw new RefusedException(
            "the address of a hub is longer than " + Limits.HUB_LENGTH + " characters");
      }
    }
  }

  /** {@return a code of a new group} */
  public static JoinCode create(List<URI> hubs, SecureRandom random) {
    return create(
        hubs,
        length -> {
          byte[] bytes = new byte[length];
          random.nextBytes(bytes);
          return bytes;
        });
  }

  /**
   * @param random returns as many random bytes as it is asked for; in production from a {@link
   *     SecureRandom}
   */
  public static JoinCode create(List<URI> hubs, IntFunction<byte[]> random) {
    return of(hubs, random.apply(SEED_BYTES));
  }

  /** {@return the code of the group of {@code seed}} */
  public static JoinCode of(List<URI> hubs, byte[] seed) {
    return new JoinCode(hubs, groupOf(seed), seed);
  }

  @Override
  public byte[] seed() {
    return seed.clone();
  }

  /** {@return the code as a person carries it: secret} */
  public String encode() {
    WireWriter out = new WireWriter(128);
    out.raw(seed).varint(hubs.size());
    hubs.forEach(hub -> out.text(hub.toString()));
    byte[] content = out.toBytes();
    return CodeText.encode(out.raw(checksum(content)).toBytes());
  }

  /**
   * @param text as {@link #encode} gave it, or as a person or a mail program passed it on
   * @throws RefusedException if it is none; the message says what is wrong, and never repeats it
   */
  public static JoinCode parse(String text) {
    byte[] bytes = CodeText.decode(text);
    int end = bytes.length - CHECKSUM_BYTES;
    byte[] content = Arrays.copyOf(bytes, Math.max(0, end));
    if (end <= 0 || !Arrays.equals(bytes, end, bytes.length, checksum(content), 0, 5)) {
      throw new RefusedException(
          "the checksum of the join code does not match: it has a typo or a part is missing; copy"
              + " it again, all of it");
    }
    try {
      return content(new WireReader(content, "join code"));
    } catch (ProtocolException | URISyntaxException e) {
      throw new RefusedException(
          "the join code is intact, but this program can't read it; update BlazeSync on this"
              + " device",
          e);
    }
  }

  private static JoinCode content(WireReader in) throws URISyntaxException {
    byte[] seed = in.raw(SEED_BYTES);
    int count = in.count(Limits.HUBS, 1);
    List<URI> hubs = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      hubs.add(new URI(in.text(3 * Limits.HUB_LENGTH)));
    }
    in.end();
    return of(hubs, seed);
  }

  private static GroupId groupOf(byte[] seed) {
    return GroupId.of(Sha256.of(GROUP_LABEL, seed));
  }

  private static byte[] checksum(byte[] content) {
    return Arrays.copyOf(Sha256.of(CHECKSUM_LABEL, content), CHECKSUM_BYTES);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JoinCode that
        && hubs.equals(that.hubs)
        && Arrays.equals(seed, that.seed);
  }

  @Override
  public int hashCode() {
    return group.hashCode();
  }

  /** The group and the number of hubs; never the seed. */
  @Override
  public String toString() {
    return "join code of group " + group + ", " + hubs.size() + " hubs";
  }
}
