/** Finds plug-ins: the one place that uses {@link java.util.ServiceLoader}. */
package dev.blazesync.engine.plugin;
