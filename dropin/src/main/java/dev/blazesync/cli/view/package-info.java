/**
 * How results and progress look: tables and lines for people, JSON for programs.
 *
 * <p>Progress may come from any thread, one call at a time; the rest is used by one thread. Nothing
 * here asks a database or decides an exit code.
 */
package dev.blazesync.cli.view;
