/**
 * One attached database as a replica: drains and numbers what the application did; checks who wrote
 * what others send, opens it, vets it, logs and merges it; follows the group's membership, and
 * undoes what it no longer counts; states and hears heads of logs; puts losing values back; holds
 * tables back whose rules need what is not here; gives and takes snapshots. Every public method is
 * at most one store transaction after another and returns; time is handed in; nothing here waits,
 * retries, or talks to a relay.
 *
 * <p>For one thread. {@link dev.blazesync.spi.BusyException} passes through: nothing was done, try
 * again.
 */
package dev.blazesync.engine.replica;
