/** The built jar, driven from outside as people drive it. */
package dev.blazesync.whole;
