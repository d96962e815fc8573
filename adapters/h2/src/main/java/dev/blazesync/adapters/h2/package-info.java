/**
 * Record store for H2 (2.1 to 2.5, MVStore). A Java trigger on each captured table appends to a
 * journal that is only ever inserted into, so writers of different rows never wait for each other
 * or for a drain; drains coalesce what they can see and delete exactly that.
 *
 * <p>Transactions and views run at SNAPSHOT isolation: journal and rows are read as of one moment.
 * Where that is not enough (a row that changed and changed back, a key that appeared meanwhile), a
 * second connection looks at what is committed now.
 *
 * <p>The store is thread-safe; what it hands out belongs to one thread. It needs two connections at
 * a time for each open transaction.
 *
 * <p>Not for: H2 1.x, other schemas than PUBLIC, linked tables. {@code docs/types-h2.md} holds the
 * type table and the limits.
 */
package dev.blazesync.adapters.h2;
