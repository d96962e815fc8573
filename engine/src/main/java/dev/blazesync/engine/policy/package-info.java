/**
 * The conflict policies that come with the engine; {@code docs/policies.md} is their manual. All
 * are pure and thread-safe. They know nothing of records, tables or transports: a policy joins
 * versions of one register, whatever has died is told to it.
 *
 * <p>States begin with nothing that names their policy: a column that changes its policy starts
 * from plain values.
 */
package dev.blazesync.engine.policy;
