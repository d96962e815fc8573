/** The conflict policies that come with the engine: pure functions over versions. */
package dev.blazesync.engine.policy;
