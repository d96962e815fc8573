/**
 * Conflicts as people meet them, on real database files through the library: what each node shows
 * once all have met, whatever kinds the databases are of and whoever came first.
 */
package dev.blazesync.scenario;
