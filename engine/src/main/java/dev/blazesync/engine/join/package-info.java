/**
 * Join codes: what a person carries from one device to the next. Pure and immutable; not for
 * membership or keys.
 */
package dev.blazesync.engine.join;
