/**
 * What the nodes of a group have agreed on before it began: policies of tables and columns, whether
 * updates or deletes win, what the ledger keeps, renamed columns. Pure.
 */
package dev.blazesync.engine.rules;
