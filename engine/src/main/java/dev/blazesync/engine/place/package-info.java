/**
 * Puts merged records into their tables: decides with {@link dev.blazesync.engine.visible} which of
 * them can be visible, writes in an order in which a final state that holds never fails on the way,
 * and keeps what the database will not take as parked records, whole and tried again. Works in the
 * caller's transaction; decides nothing about values.
 */
package dev.blazesync.engine.place;
