/** What travels: operations on records, and images of whole records in snapshots. Values only. */
package dev.blazesync.engine.operation;
