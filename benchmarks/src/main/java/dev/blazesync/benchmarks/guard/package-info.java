/**
 * Tells when something takes more memory or time than it did: limits in a table that is checked in,
 * and what they are compared with. Bytes allocated are exact; times count only as ratios to a
 * baseline that takes its turns in the same run. How fast a machine is, nothing here asks.
 *
 * <p>What is measured is handed in. Not thread-safe.
 */
package dev.blazesync.benchmarks.guard;
