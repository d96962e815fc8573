package dev.blazesync.engine.join;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.codec.OriginLogs;
import dev.blazesync.engine.codec.WireReader;
import dev.blazesync.engine.codec.WireWriter;
import dev.blazesync.engine.crypto.Sha256;
import dev.blazesync.engine.membership.EntryId;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a device needs to join a group. Whoever has the code can join. Immutable; equality by
 * content.
 *
 * <p>Its text is {@code blz1-} and Crockford's base32 (https://www.crockford.com/base32.html) in
 * groups of five of: 32 bytes seed, 32 bytes group, varint index and 32 bytes hash of the head,
 * varint expiry, varint uses, varint number of logs and for each 24 bytes and its varint sequence,
 * varint number of hubs, each hub's address as sized text, and the first five bytes of SHA-256 over
 * "blazesync join code 1" and all before. It survives line wraps, capitals and a mistyped o, l or
 * i.
 *
 * @param hubs addresses, first choice first; at most {@link Limits#HUBS}. They may have access
 *     tokens in them
 * @param seed 32 random bytes, a secret
 * @param headIndex from 0: where the membership's newest entry stood when the code was made
 * @param head that entry. A hub that does not show it is refused
 * @param expiresMillis milliseconds since 1970, whole seconds; 0 = never
 * @param uses how many devices it lets in
 * @param frontier how far the group's hub held some logs when the code was made, at most {@link
 *     Limits#FRONTIER_LOGS}: one that holds less is refused
 */
public record JoinCode(
    List<URI> hubs,
    GroupId group,
    byte[] seed,
    long headIndex,
    EntryId head,
    long expiresMillis,
    int uses,
    Map<OriginLog, Long> frontier) {
  /** Length of the seed. */
  public static final int SEED_BYTES = 32;

  private static final int CHECKSUM_BYTES = 5;
  private static final int LOG_BYTES = 25;
  private static final long MILLIS = 1_000;
  private static final byte[] CHECKSUM_LABEL = ascii("blazesync join code 1");

  /**
   * @throws IllegalArgumentException if a number is out of its range
   * @throws RefusedException if there are too many hubs or an address is too long
   */
  public JoinCode {
    hubs = List.copyOf(hubs);
    seed = seed.clone();
    frontier = Collections.unmodifiableMap(new TreeMap<>(frontier));
    if (seed.length != SEED_BYTES
        || headIndex < 0
        || expiresMillis < 0
        || expiresMillis % MILLIS != 0
        || uses < 1
        || frontier.size() > Limits.FRONTIER_LOGS
        || frontier.values().stream().anyMatch(sequence -> sequence < 1)) {
      throw new IllegalArgumentException("no join code");
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

  @Override
  public byte[] seed() {
    return seed.clone();
  }

  /**
   * @param wallMillis milliseconds since 1970
   */
  public boolean expired(long wallMillis) {
    return expiresMillis != 0 && wallMillis >= expiresMillis;
  }

  /** {@return the code as a person carries it: secret} */
  public String encode() {
    WireWriter out = new WireWriter(256);
    out.raw(seed).raw(group.toBytes()).varint(headIndex).raw(head.toBytes());
    out.varint(expiresMillis / MILLIS).varint(uses).varint(frontier.size());
    frontier.forEach(
        (log, sequence) -> {
          OriginLogs.write(out, log);
          out.varint(sequence);
        });
    out.varint(hubs.size());
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
    } catch (ProtocolException | URISyntaxException | IllegalArgumentException e) {
      throw new RefusedException(
          "the join code is intact, but this program can't read it; update BlazeSync on this"
              + " device",
          e);
    }
  }

  private static JoinCode content(WireReader in) throws URISyntaxException {
    byte[] seed = in.raw(SEED_BYTES);
    GroupId group = GroupId.of(in.raw(GroupId.BYTES));
    int headIndex = in.count(Limits.MEMBERSHIP_ENTRIES);
    EntryId head = EntryId.of(in.raw(EntryId.BYTES));
    long expiresSeconds = in.varint();
    if (expiresSeconds < 0 || expiresSeconds > Long.MAX_VALUE / MILLIS) {
      throw in.bad("it expires too late");
    }
    int uses = in.count(Limits.INVITE_USES);
    TreeMap<OriginLog, Long> frontier = new TreeMap<>();
    for (int logs = in.count(Limits.FRONTIER_LOGS, LOG_BYTES); logs > 0; logs--) {
      OriginLog log = OriginLogs.read(in);
      if (!frontier.isEmpty() && log.compareTo(frontier.lastKey()) <= 0) {
        throw in.bad("its logs are not in order");
      }
      frontier.put(log, in.varint());
    }
    int count = in.count(Limits.HUBS, 1);
    List<URI> hubs = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      hubs.add(new URI(in.text(3 * Limits.HUB_LENGTH)));
    }
    in.end();
    return new JoinCode(
        hubs, group, seed, headIndex, head, expiresSeconds * MILLIS, uses, frontier);
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
        && group.equals(that.group)
        && Arrays.equals(seed, that.seed)
        && headIndex == that.headIndex
        && head.equals(that.head)
        && expiresMillis == that.expiresMillis
        && uses == that.uses
        && frontier.equals(that.frontier);
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
