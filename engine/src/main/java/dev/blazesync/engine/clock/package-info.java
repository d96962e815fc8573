/** The hybrid logical clock (decision D1). Pure: wall time is handed in. */
package dev.blazesync.engine.clock;
