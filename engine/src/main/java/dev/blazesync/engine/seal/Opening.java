package dev.blazesync.engine.seal;

/**
 * What came of opening something sealed that is not damaged. What can't be opened yet is no fault
 * of its sender: it is kept and forwarded as it is, and tried again when the membership knows more.
 *
 * @param <H> its clear header
 * @param <C> its content
 */
public sealed interface Opening<H, C> {
  /** {@return the clear header} */
  H header();

  /** Signature and content are as they must be. */
  record Opened<H, C>(H header, C content) implements Opening<H, C> {}

  /** The signature is right; the secret of its epoch is not here, or not yet. */
  record UnknownEpoch<H, C>(H header) implements Opening<H, C> {}

  /** Who signed it is not known, or not yet: nothing of it was verified. */
  record UnknownSigner<H, C>(H header) implements Opening<H, C> {}
}
