package dev.blazesync.engine.hub.channel;

import dev.blazesync.engine.Limits;
import dev.blazesync.spi.SealedBatch;

/**
 * Every bound of the hub and its channel, in one place; {@code docs/protocol-channel.md} lists
 * those a peer can meet. Each is checked before anything is allocated on a peer's word.
 */
public final class HubLimits {
  /** Version of the channel protocol that this code speaks; there is nothing to fall back to. */
  public static final int PROTOCOL_VERSION = 2;

  /** Bytes of a frame's payload: what an unsigned 16-bit length can say. */
  public static final int FRAME_BYTES = 65_535;

  /** Bytes of a frame's payload before it is protected; leaves room for a 16-byte tag. */
  public static final int FRAME_CLEAR_BYTES = FRAME_BYTES - 16;

  /** Bytes of a message, all its frames together. */
  public static final int MESSAGE_BYTES = 2 << 20;

  /** Bytes of a handshake: of everything a hub takes before it knows who is there. */
  public static final int HELLO_BYTES = 4 * 1024;

  /** Bytes of an access token in an introduction. */
  public static final int TOKEN_BYTES = 64;

  /** Access tokens of a hub, those that are good for nothing any more included. */
  public static final int TOKENS = 10_000;

  /** Milliseconds between looks whether the tokens of those who are there are still good. */
  public static final int TOKEN_LOOK_MILLIS = 2_000;

  /** Milliseconds until what was stored with a token is counted on disk. */
  public static final int TOKEN_USE_MILLIS = 1_000;

  /** A connection whose handshake is not done after so many milliseconds is closed. */
  public static final int HANDSHAKE_MILLIS = 5_000;

  /** After so many seconds a node makes a fresh connection, with fresh keys. */
  public static final int CONNECTION_SECONDS = 24 * 60 * 60;

  /** Connections a hub serves at a time. */
  public static final int CONNECTIONS = 8_192;

  /** Connections from one IPv4 address or IPv6 /64, unless the hub is told another number. */
  public static final int CONNECTIONS_PER_NETWORK = 6_000;

  /** Connections whose handshake is not done; one more ends the oldest of them. */
  public static final int UNKNOWN_CONNECTIONS = 6_144;

  /** Handshakes from one IPv4 address or IPv6 /64 a second, in the long run. */
  public static final int HANDSHAKES_PER_SECOND = 200;

  /** Handshakes from there at once, after a rest. */
  public static final int HANDSHAKE_BURST = 2_000;

  /** Connections above a limit that are told so; those above that are closed without a word. */
  public static final int TURNED_AWAY = 256;

  /** Networks whose pace of handshakes is remembered, beside those that are connected. */
  public static final int NETWORKS = 16_384;

  /** Requests a connection may have unanswered; one more ends it. */
  public static final int OUTSTANDING_REQUESTS = 64;

  /** Requests of a connection a second, in the long run; above that it is read more slowly. */
  public static final int REQUESTS_PER_SECOND = 2_000;

  /** Requests of a connection at once, after a rest. */
  public static final int REQUEST_BURST = 4_000;

  /** For so many milliseconds a connection above its pace is not read. */
  public static final int PAUSE_MILLIS = 100;

  /** Bytes of unanswered pushes and objects above which a connection is not read. */
  public static final int OUTSTANDING_BYTES = 4 << 20;

  /** Bytes waiting to be sent above which a connection is neither read nor answered. */
  public static final int SEND_BUFFER_BYTES = 1 << 20;

  /** A peer that takes nothing of what waits for it in so many milliseconds is dropped. */
  public static final int SLOW_READER_MILLIS = 30_000;

  /** Bytes of batches in one message, pushed or pulled (one batch may always travel). */
  public static final int PAGE_BYTES = 1 << 20;

  /** Seconds of silence after which TCP asks a peer whether it is still there. */
  public static final int KEEP_ALIVE_IDLE_SECONDS = 60;

  /** Seconds between such questions. */
  public static final int KEEP_ALIVE_INTERVAL_SECONDS = 15;

  /** Questions unanswered after which a connection is lost. */
  public static final int KEEP_ALIVE_COUNT = 4;

  /** Batches in one message. */
  public static final int PAGE_BATCHES = 10_000;

  /** Bytes of an object. */
  public static final int OBJECT_BYTES = Limits.OBJECT_BYTES;

  /** Characters of an object's name. */
  public static final int OBJECT_NAME_LENGTH = Limits.OBJECT_NAME_LENGTH;

  /** Snapshot manifests named in a holding, the newest. */
  public static final int HOLDING_OBJECTS = 1_000;

  /** Objects of a group. */
  public static final int OBJECTS_PER_GROUP = 1_000_000;

  /** Logs (origin, lineage) of a group. */
  public static final int LOGS_PER_GROUP = Limits.ORIGIN_LOGS;

  /** Bytes of a pull's cursor. */
  public static final int CURSOR_BYTES = 64;

  /** Bytes of an error's text. */
  public static final int ERROR_TEXT_BYTES = 1_000;

  /** Bytes of messages that have begun to arrive and are not whole, of all connections. */
  public static final long PARTIAL_MESSAGE_BYTES = 256L << 20;

  /** How long an ended connection is still listened to, so that its error can be read. */
  public static final int LINGER_MILLIS = 1_000;

  /** Writes waiting for the disk, of all connections. */
  public static final int WRITE_QUEUE_REQUESTS = 16_384;

  /** Bytes of writes waiting for the disk, of all connections. */
  public static final long WRITE_QUEUE_BYTES = 64L << 20;

  /** Writes that share one transaction, and so one wait for the disk. */
  public static final int GROUP_COMMIT_REQUESTS = 512;

  /** Bytes of writes after which a transaction takes no further one. */
  public static final int GROUP_COMMIT_BYTES = 4 << 20;

  /** Connections of the read pool, and threads that use them. */
  public static final int READERS = 4;

  /** Milliseconds a hub waits at its end for what was begun. */
  public static final int CLOSE_MILLIS = 10_000;

  /** Largest sealed batch. */
  public static final int BATCH_BYTES = SealedBatch.MAX_BYTES;

  /** Bytes of a batch that a connection remembers, and leaves out of the next what it knows. */
  public static final int SMALL_BATCH_BYTES = 2_048;

  /** Logs of a pull's version vector that a connection remembers, to be told only what changed. */
  public static final int REMEMBERED_LOGS = 64;

  /** Bytes of membership entries that are kept above the quota of an access token. */
  public static final long MEMBERSHIP_ALLOWANCE = 1L << 20;

  private HubLimits() {}
}
