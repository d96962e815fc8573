/**
 * What the nodes of a group have agreed on before it began: policies of tables and columns, whether
 * updates or deletes win, under which unique keys a value gives way and not its row, what the
 * ledger keeps, renamed columns. Pure.
 */
package dev.blazesync.engine.rules;
