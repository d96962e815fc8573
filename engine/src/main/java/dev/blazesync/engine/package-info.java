/** The engine's inner packages; only {@code dev.blazesync} is for applications. */
package dev.blazesync.engine;
