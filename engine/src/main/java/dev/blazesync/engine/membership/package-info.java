/**
 * Who belongs to a group: a signed, linear chain of entries, and what follows from it. {@code
 * docs/protocol-membership.md} draws the bytes and says the rules.
 *
 * <p>{@link dev.blazesync.engine.membership.Entry} is one link, {@link
 * dev.blazesync.engine.membership.Membership} what a chain amounts to, {@link
 * dev.blazesync.engine.membership.EpochKeys} the secrets that its epochs carry for those who belong
 * to it. {@link dev.blazesync.engine.membership.Founding}, {@link
 * dev.blazesync.engine.membership.Enrolment} and {@link
 * dev.blazesync.engine.membership.Administration} make entries.
 *
 * <p>Pure: no I/O, no clock, no store, no thread; randomness is handed in. Values are immutable,
 * and any thread may use them. Hostile bytes end in a value or a {@link
 * dev.blazesync.spi.ProtocolException}, never in another exception. Not for carrying entries, for
 * deciding which of two entries a hub takes, nor for keeping codes and keys.
 */
package dev.blazesync.engine.membership;
