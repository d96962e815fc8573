package dev.blazesync.engine.noise;

/**
 * What a handshake message consists of (section 7.1): keys that are sent, secrets that are mixed.
 */
enum Token {
  /** A new ephemeral public key. */
  E,
  /** The static public key. */
  S,
  /** The agreement of both ephemeral keys. */
  EE,
  /** The agreement of the initiator's ephemeral key and the responder's static one. */
  ES,
  /** The agreement of the initiator's static key and the responder's ephemeral one. */
  SE,
  /** The agreement of both static keys. */
  SS,
  /** A pre-shared key. */
  PSK
}
