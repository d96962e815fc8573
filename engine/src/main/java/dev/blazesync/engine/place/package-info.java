/**
 * Puts merged records into their tables: parents first, deletes behind, what the database will not
 * take is parked and tried again. Works in the caller's transaction; decides nothing about values.
 */
package dev.blazesync.engine.place;
