/**
 * {@code blazesync bench}: the whole path, from an application's write to the other device, each
 * work beside the same writes on a plain database in the same run. What is printed are ratios and
 * what they are of; whether they are good enough depends on the machine.
 */
package dev.blazesync.benchmarks.path;
