/**
 * What stores on JDBC databases share, to be used by composition: rows as flyweights over a result
 * set, statements bound from rows, reads and scans by key, batched writes with a refusal per row,
 * DDL from a declaration. What differs between databases stands behind {@link
 * dev.blazesync.adapters.jdbc.Dialect}.
 *
 * <p>Everything here belongs to one connection and one thread. It opens no connection, begins and
 * ends no transaction, and knows nothing of capture.
 */
package dev.blazesync.adapters.jdbc;
