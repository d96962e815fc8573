/**
 * What the nodes of a group have agreed on: policies of tables and columns, and how deletes and
 * unique values are treated. Pure.
 */
package dev.blazesync.engine.rules;
