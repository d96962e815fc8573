/**
 * Looking after one database: status, log, doctor, comparing two. Reads only; decides nothing.
 * Works on a store that somebody else opened.
 */
package dev.blazesync.engine.care;
