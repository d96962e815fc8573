package dev.blazesync.engine.visible;

/**
 * A value that at most one visible record may have.
 *
 * @param table whose key it is
 * @param key number of the unique key in its table
 * @param value canonical cells; equal if and only if the database takes them for equal
 */
public record Claim(int table, int key, Object value) {}
