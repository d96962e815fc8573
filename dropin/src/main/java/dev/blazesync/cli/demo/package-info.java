/**
 * The whole thing on made-up but lifelike data: a hub in a process of its own, a SQLite and an H2
 * database, edits on both sides, failures, and a comparison at the end.
 *
 * <p>Runs on the main thread beside two engines. Not for measuring anything.
 */
package dev.blazesync.cli.demo;
